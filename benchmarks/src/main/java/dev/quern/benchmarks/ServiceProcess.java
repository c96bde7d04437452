package dev.quern.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A service in a process of its own, as it is run in earnest, on free ports of this machine. */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration END = Duration.ofSeconds(25);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final int httpPort;
    private final int grpcPort;
    private final Thread ending;

    private ServiceProcess(Process process, Path log, int httpPort, int grpcPort) {
        this.process = process;
        this.log = log;
        this.httpPort = httpPort;
        this.grpcPort = grpcPort;
        ending = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(ending);
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param application the folder with {@code quarkus-run.jar}
     * @param flags of its JVM
     * @param settings beyond ports and keys
     * @param secrets environment variables: everybody may see the arguments of a process
     */
    public static ServiceProcess start(
            Path application,
            List<String> flags,
            ClientKeys keys,
            Map<String, String> settings,
            Map<String, String> secrets)
            throws IOException, InterruptedException {
        Path jar = application.resolve("quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is not there: `./quern build` makes it");
        }
        int httpPort = freePort();
        int grpcPort = freePort();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-Dquarkus.http.host=127.0.0.1");
        command.add("-Dquarkus.http.port=" + httpPort);
        command.add("-Dquarkus.grpc.server.host=127.0.0.1");
        command.add("-Dquarkus.grpc.server.port=" + grpcPort);
        command.add("-Dquern.identity.trusted." + keys.issuer() + "=" + keys.publicKey());
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(jar.toString());
        Path log = Files.createTempFile("quern-benchmark-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(secrets);
        Process process = builder.start();
        ServiceProcess service = new ServiceProcess(process, log, httpPort, grpcPort);
        try {
            service.awaitReady();
            return service;
        } catch (Throwable e) {
            service.close();
            throw e;
        }
    }

    public int httpPort() {
        return httpPort;
    }

    public int grpcPort() {
        return grpcPort;
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public Usage usage() {
        return Usage.of(process.toHandle());
    }

    public ServiceMetrics metrics() throws IOException, InterruptedException {
        return new ServiceMetrics(get("/q/metrics").body().lines().toList());
    }

    /** Memory that is its own and in the machine's, in bytes. */
    public long residentBytes() throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(status + " does not tell VmRSS"));
    }

    /** Asks it to end, and ends it when it does not. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        Runtime.getRuntime().removeShutdownHook(ending);
        http.close();
    }

    private void awaitReady() throws InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("the service did not become ready; its log is " + log);
            }
            Thread.sleep(Duration.ofMillis(200));
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + httpPort + path);
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(10)).build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
