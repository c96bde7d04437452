package dev.quern.embedding;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Which models embedding-service has, and how much it does at once. */
@ConfigMapping(prefix = "quern.embedding")
public interface EmbeddingConfig {

    /** The embedding model of whoever names none. Without settings of its own, {@code all-MiniLM-L6-v2} is built in. */
    @WithDefault("all-MiniLM-L6-v2")
    String defaultModel();

    /** Embedding models by name. */
    Map<String, Model> models();

    /** The reranking model of whoever names none. */
    Optional<String> defaultReranker();

    /** Reranking models by name. */
    Map<String, Ranker> rerankers();

    /** Texts in one request. */
    @WithDefault("128")
    int maxBatch();

    /** Characters in one text. */
    @WithDefault("1048576")
    int maxTextLength();

    /** Texts, waiting or being computed, beyond which requests are refused as overload. For each model; at least twice {@code max-batch}. */
    @WithDefault("1024")
    int maxPending();

    /** How long a request waits for a model that is still loading before it is told so. */
    @WithDefault("30S")
    Duration loadPatience();

    /** Vectors that are kept. */
    VectorCaching cache();

    /** How models of this process are computed. */
    Onnx onnx();

    /** What keeps vectors of texts that come again. */
    interface VectorCaching {

        /** Vectors of up to 384 components; longer ones count for more. 0 keeps none. */
        @WithDefault("50000")
        int entries();

        /** How long a vector is kept. */
        @WithDefault("1H")
        Duration timeToLive();
    }

    /** ONNX Runtime. */
    interface Onnx {

        /**
         * Batches that are computed at once, over all models: at most four for each core. Unset: as many as the cores that
         * this process may use.
         */
        OptionalInt concurrency();

        /** Threads that compute one batch. One wastes nothing on waiting; more end a lone long text sooner. */
        @WithDefault("1")
        int threads();

        /** Tokens, padding included, in one batch; a longer text is computed alone. */
        @WithDefault("384")
        int runTokens();

        /** Where batches are computed. */
        @WithDefault("cpu")
        Device device();
    }

    /** What computes. */
    enum Device {
        /** This machine's processor. */
        CPU,
        /** The first CUDA card; needs a build with {@code -Dgpu} and the driver's libraries. */
        CUDA
    }

    /** Where vectors come from. */
    enum Backend {
        /** ONNX Runtime in this process. */
        ONNX,
        /** Any server with OpenAI's embeddings API. */
        OPENAI,
        /** An Ollama server. */
        OLLAMA,
        /** A Text Embeddings Inference server. */
        TEI
    }

    /** How a vector of a text is made of those of its tokens. */
    enum Pooling {
        /** Their mean. */
        MEAN,
        /** That of the first token. */
        CLS
    }

    /**
     * One embedding model. What is unset and known by the model's name has the value that its makers give: prefixes
     * everywhere, pooling and tokens for ONNX alone.
     */
    interface Model {

        /** Where its vectors come from. */
        @WithDefault("onnx")
        Backend backend();

        /** ONNX: a folder with {@code model.onnx} and {@code tokenizer.json}. */
        Optional<Path> folder();

        /** ONNX: how a text's vector is made of those of its tokens. Unset and unknown: the mean. */
        Optional<Pooling> pooling();

        /** ONNX: whether vectors are scaled to unit length, as those of a provider always are. Unset: {@code true}. */
        Optional<Boolean> normalize();

        /**
         * Tokens of a text that the model reads, with those that mark its beginning and end. Unset and unknown: 512 for
         * ONNX; of a provider's model it is only told, and unset nothing is told.
         */
        OptionalInt maxTokens();

        /**
         * Whether the prefixes are written that are known by the model's name. Prefixes that are set are written anyhow.
         */
        @WithDefault("true")
        boolean prefixes();

        /**
         * What is written before a question, with the space between, which is <code>&#92;u0020</code> at the end of a line of a
         * properties file; without quotation marks. Unset and unknown: nothing.
         */
        Optional<String> queryPrefix();

        /** What is written before a passage, in the same form. Unset and unknown: nothing. */
        Optional<String> passagePrefix();

        /** The provider, for every back end but ONNX. */
        EmbeddingProvider provider();
    }

    /** Where scores come from. */
    enum RankerBackend {
        /** A cross-encoder, by ONNX Runtime in this process. */
        ONNX,
        /** A server with the rerank API that Cohere and Jina share. */
        COHERE,
        /** A Text Embeddings Inference server. */
        TEI
    }

    /** One reranking model. */
    interface Ranker {

        /** Where its scores come from. */
        @WithDefault("onnx")
        RankerBackend backend();

        /** ONNX: a folder with {@code model.onnx} and {@code tokenizer.json}. */
        Optional<Path> folder();

        /**
         * Tokens of query and passage together that the model reads. Unset: 512 for ONNX. With Cohere's API, which cuts
         * silently, a longer passage is refused by estimate; unset, none is.
         */
        OptionalInt maxTokens();

        /** The provider, for every back end but ONNX. */
        RerankingProvider provider();
    }

    /** A server that computes for us. */
    interface Provider {

        /** What it calls the model. Unset: the model's name here. */
        Optional<String> model();

        /** The key that it wants. Never shown. */
        Optional<String> apiKey();

        /** How long one call may take. Unset: 30 seconds. */
        Optional<Duration> timeout();

        /** Calls at once. Unset: 4. */
        OptionalInt concurrency();

        /** Texts in one call. Unset: 32. */
        OptionalInt maxBatch();

        /** Tokens in one call, by estimate; a longer text is sent alone. Unset: 8192. */
        OptionalInt callTokens();
    }

    /** A server that computes vectors for us. */
    interface EmbeddingProvider extends Provider {

        /**
         * Its address, with {@code http} or {@code https}: for OpenAI's API with the path up to and without
         * {@code /embeddings}.
         */
        Optional<URI> url();

        /** Components of the vectors, for providers that can be asked for fewer than they have. */
        OptionalInt dimensions();
    }

    /** A server that computes scores for us. */
    interface RerankingProvider extends Provider {

        /** Its address, with {@code http} or {@code https}, and the path up to and without {@code /rerank}. */
        Optional<URI> url();
    }
}
