package dev.quern.llm.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
public final class ScriptedServer implements AutoCloseable {
    /** What is done with one request. */
    @FunctionalInterface
    public interface Script {
        void play(Exchange exchange) throws IOException;
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch abandoned = new CountDownLatch(1);
    private final Script script;
    private final ServerSocket socket;

    public record Request(String line, List<String> headers, String body) {}

    ScriptedServer(Script script) {
        this(0, script);
    }

    /** @param port 0: any that is free */
    public ScriptedServer(int port, Script script) {
        this.script = script;
        try {
            socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
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
    public final class Exchange {
        private final BufferedReader in;
        private final OutputStream out;
        private final Request request;

        Exchange(Socket client) throws IOException {
            in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            out = client.getOutputStream();
            request = read();
        }

        public Request request() {
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

        public void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        public void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** @param headers each with its line's end */
        public void reply(String status, String type, String body, String... headers) throws IOException {
            send("HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Type: " + type + "\r\nContent-Length: "
                    + body.getBytes(StandardCharsets.UTF_8).length + "\r\n" + String.join("", headers) + "\r\n" + body);
        }

        /** Begins a stream that ends with the connection. */
        public void open(String type) throws IOException {
            send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + type + "\r\n\r\n");
        }

        /** Begins a stream in chunks. */
        void openChunked(String type) throws IOException {
            send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: " + type + "\r\n\r\n");
        }

        void chunk(byte[] bytes) throws IOException {
            send(Integer.toHexString(bytes.length) + "\r\n");
            send(bytes);
            send("\r\n");
        }

        public void event(String json) throws IOException {
            send("data: " + json + "\r\n\r\n");
        }

        /** Says nothing more until the client closes the connection. */
        public void waitForTheClientToGo() throws IOException {
            if (in.read() < 0) {
                abandoned.countDown();
            }
        }
    }
}
