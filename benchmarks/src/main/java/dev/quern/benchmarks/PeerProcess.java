package dev.quern.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A program of somebody else's that is measured too. */
public final class PeerProcess {
    private PeerProcess() {}

    /** Runs it to its end; what it prints. */
    public static List<String> run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        Thread ending = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(ending);
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = output.readAllLines();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("a peer failed: " + String.join(" ", command));
            }
            return lines;
        } finally {
            process.destroy();
            Runtime.getRuntime().removeShutdownHook(ending);
        }
    }
}
