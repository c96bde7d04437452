package dev.quern.benchmarks.embedding;

import dev.quern.benchmarks.ClientKeys;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What all programs are told.
 *
 * @param application the folder with the built embedding-service
 * @param flags of its JVM
 * @param texts what the reference wrote as its texts for speed
 * @param data the folder of data sets
 */
public record Setup(
        Path application,
        List<String> flags,
        Path texts,
        Path data,
        Optional<Reference> reference,
        Optional<Langchain4j> langchain4j,
        ClientKeys keys) {

    private static final String NO_CACHE = "quern.embedding.cache.entries";

    public static Setup of(Options options) {
        Path texts = options.requiredPath("texts");
        return new Setup(
                options.requiredPath("application"),
                words(options.text("jvm-flags").orElse("")),
                texts,
                options.requiredPath("data"),
                Reference.of(options),
                Langchain4j.of(options, texts),
                new ClientKeys());
    }

    /** Computes every text, and never takes a vector from its cache. */
    RunningService startWithoutCache() throws IOException, InterruptedException {
        return start(Map.of(NO_CACHE, "0"));
    }

    /** Computes every text, and each alone. */
    RunningService startWithoutBatching() throws IOException, InterruptedException {
        return start(Map.of(NO_CACHE, "0", "quern.embedding.onnx.run-tokens", "1"));
    }

    RunningService startWithCache(int entries) throws IOException, InterruptedException {
        return start(Map.of(NO_CACHE, Integer.toString(entries)));
    }

    private RunningService start(Map<String, String> settings) throws IOException, InterruptedException {
        return RunningService.of(ServiceProcess.start(application, flags, keys, settings, Map.of()), keys);
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>(List.of(line.strip().split("\\s+", -1)));
        words.removeIf(String::isEmpty);
        return words;
    }
}
