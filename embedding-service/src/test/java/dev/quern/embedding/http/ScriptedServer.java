package dev.quern.embedding.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A provider that does what a test says, byte by byte, and notices when its client closes the connection, which servers
 * made for good behaviour hide.
 */
public final class ScriptedServer implements AutoCloseable {

    /** What is done with one request. */
    @FunctionalInterface
    public interface Script {
        void play(Exchange exchange) throws IOException;
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final CountDownLatch abandoned = new CountDownLatch(1);
    private final List<Script> scripts;
    private final ServerSocket socket;
    private volatile Script info = exchange -> exchange.reply(404, "");

    public record Request(String line, List<String> headers, String body) {
        JsonNode json() throws IOException {
            return Json.MAPPER.readTree(body);
        }
    }

    /** @param scripts one for each request; the last for all that come after */
    public ScriptedServer(Script... scripts) {
        this.scripts = List.of(scripts);
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** What is done when the server is asked about itself, which is not one of its requests. */
    ScriptedServer telling(Script script) {
        info = script;
        return this;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v1/");
    }

    public Request lastRequest() {
        return requests.getLast();
    }

    /** Waits until a script has begun to say nothing. */
    boolean stalls() throws InterruptedException {
        return stalled.await(30, TimeUnit.SECONDS);
    }

    /** Waits until the client has closed a connection whose script says nothing. */
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
            if (exchange.request.line().startsWith("GET ")) {
                info.play(exchange);
                return;
            }
            requests.add(exchange.request);
            scripts.get(Math.min(requests.size(), scripts.size()) - 1).play(exchange);
        } catch (IOException gone) {
            abandoned.countDown();
        }
    }

    /** One request and its connection. */
    public final class Exchange {
        private final InputStream in;
        private final OutputStream out;
        private final Request request;

        Exchange(Socket client) throws IOException {
            in = new BufferedInputStream(client.getInputStream());
            out = client.getOutputStream();
            request = read();
        }

        Request request() {
            return request;
        }

        void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** @param headers each with its line's end */
        public void reply(int status, String body, String... headers) throws IOException {
            open(status, body.getBytes(StandardCharsets.UTF_8).length, headers);
            send(body);
        }

        /** Begins an answer. */
        void open(int status, long length, String... headers) throws IOException {
            send("HTTP/1.1 " + status + " -\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                    + length + "\r\n" + String.join("", headers) + "\r\n");
        }

        /** Says nothing more until the client closes the connection. */
        void stall() throws IOException {
            stalled.countDown();
            if (in.read() < 0) {
                abandoned.countDown();
            }
        }

        private Request read() throws IOException {
            String line = readLine();
            List<String> headers = new CopyOnWriteArrayList<>();
            int length = 0;
            for (String header = readLine(); !header.isEmpty(); header = readLine()) {
                headers.add(header);
                if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            header.substring(header.indexOf(':') + 1).strip());
                }
            }
            return new Request(line, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }

        private String readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                if (next != '\r') {
                    line.write(next);
                }
            }
            return line.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
