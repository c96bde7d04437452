package dev.quern.llm.openai;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A model's server that does what a test says, byte by byte, and notices when its client closes the connection, which
 * servers made for good behaviour hide.
 */
final class ScriptedServer implements AutoCloseable {
    private static final String STREAM =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    /** What is done with one request. */
    @FunctionalInterface
    interface Script {
        void play(Exchange exchange) throws IOException;
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch abandoned = new CountDownLatch(1);
    private final Script script;
    private final ServerSocket socket;

    record Request(String line, List<String> headers, String body) {}

    ScriptedServer(Script script) {
        this.script = script;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI baseUrl() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v1");
    }

    boolean seesItsClientGo() throws InterruptedException {
        return abandoned.await(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            Exchange exchange = new Exchange(client);
            requests.add(exchange.request);
            asked.countDown();
            script.play(exchange);
        } catch (IOException gone) {
            abandoned.countDown();
        }
    }

    /** One request and its connection. */
    final class Exchange {
        private final BufferedReader in;
        private final OutputStream out;
        private final Request request;

        Exchange(Socket client) throws IOException {
            in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            out = client.getOutputStream();
            request = read();
        }

        Request request() {
            return request;
        }

        private Request read() throws IOException {
            String line = in.readLine();
            List<String> headers = new CopyOnWriteArrayList<>();
            int length = 0;
            for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
                headers.add(header);
                if (header.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            header.substring(header.indexOf(':') + 1).strip());
                }
            }
            StringBuilder body = new StringBuilder();
            while (body.length() < length) {
                body.append((char) in.read());
            }
            return new Request(String.valueOf(line), headers, body.toString());
        }

        void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void status(String status, String... headers) throws IOException {
            send("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n" + String.join("", headers) + "\r\n");
        }

        void open() throws IOException {
            send(STREAM);
        }

        void event(String json) throws IOException {
            send("data: " + json + "\r\n\r\n");
        }

        void token(String text) throws IOException {
            event("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}");
        }

        void finish(String reason) throws IOException {
            event("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}");
        }

        /** Says nothing more until the client closes the connection. */
        void waitForTheClientToGo() throws IOException {
            if (in.read() < 0) {
                abandoned.countDown();
            }
        }
    }
}
