package dev.quern.benchmarks.embedding;

import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.PeerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code Langchain4jPeer.java}: the same model by langchain4j, in a JVM of its own.
 *
 * @param classPath of the library
 */
record Langchain4j(Path source, String classPath, Path texts) {

    /** Empty when no source is named. */
    static Optional<Langchain4j> of(Options options, Path texts) {
        return options.path("langchain4j")
                .map(source -> new Langchain4j(
                        source, options.requiredPath("langchain4j-class-path").toString(), texts));
    }

    List<String> run(Duration time) throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // It is not interested in the library's advice on logging.
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                classPath,
                source.toString(),
                texts.toString(),
                Long.toString(time.toSeconds()));
        return PeerProcess.run(command, Map.of());
    }
}
