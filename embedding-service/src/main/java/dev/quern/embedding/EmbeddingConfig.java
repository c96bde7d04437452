package dev.quern.embedding;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What embedding-service does with texts, and how much of it at once. */
@ConfigMapping(prefix = "quern.embedding")
public interface EmbeddingConfig {

    /** Where vectors come from. */
    @WithDefault("onnx")
    Backend backend();

    /** The name under which the model is asked for. */
    @WithDefault("all-MiniLM-L6-v2")
    String model();

    /** Texts in one request. */
    @WithDefault("128")
    int maxBatch();

    /** Characters in one text. */
    @WithDefault("1048576")
    int maxTextLength();

    /** Requests that are computed at once. One keeps all cores busy; more let small requests pass large ones. */
    @WithDefault("1")
    int concurrency();

    /** Texts, waiting or being computed, beyond which requests are refused as overload. At least {@code max-batch}. */
    @WithDefault("1024")
    int maxPending();

    /** How long a request waits for a model that is still loading before it is told so. */
    @WithDefault("30S")
    Duration loadPatience();

    /** Settings of {@link Backend#ONNX}. */
    Onnx onnx();

    /** What can compute vectors. */
    enum Backend {
        /** ONNX Runtime in this process. */
        ONNX
    }

    /** A sentence transformer with mean pooling, run by ONNX Runtime. */
    interface Onnx {

        /** A folder with {@code model.onnx} and {@code tokenizer.json}. Unset: the built-in all-MiniLM-L6-v2, fp32. */
        Optional<Path> folder();

        /** Tokens of a text that the model reads, with those that mark its beginning and end. */
        @WithDefault("256")
        int maxTokens();

        /** Tokens, padding included, in one run of the model; a longer text runs alone. */
        @WithDefault("512")
        int runTokens();

        /** Threads that compute one run. Unset: as many as there are cores. */
        OptionalInt threads();
    }
}
