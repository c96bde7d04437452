package dev.quern.benchmarks.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server of somebody else's, beside which Quern is measured. */
final class Peer implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(5);

    private final Process process;

    private Peer(Process process) {
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    }

    /** Starts it and waits until a request is answered with 200. */
    static Peer start(List<String> command, Map<String, String> environment, int port, byte[] probe)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("quern-benchmark-peer-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Peer peer = new Peer(builder.start());
        long end = System.nanoTime() + START.toNanos();
        while (!answers(port, probe)) {
            if (!peer.process.isAlive() || System.nanoTime() > end) {
                peer.close();
                throw new IllegalStateException("a peer did not become ready; its log is " + log);
            }
            Thread.sleep(Duration.ofMillis(500));
        }
        return peer;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    private static boolean answers(int port, byte[] probe) {
        try (HttpConnection connection = new HttpConnection(port)) {
            return connection.exchange(probe).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        end();
        process.waitFor(20, TimeUnit.SECONDS);
    }

    private void end() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        children.forEach(ProcessHandle::destroy);
    }
}
