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

    /** Texts, waiting or being computed, beyond which requests are refused as overload. At least {@code max-batch}. */
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

        /** Batches that are computed at once, over all models. Unset: as many as the cores that this process may use. */
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

    /** One embedding model. What is unset and known by the model's name has the value that its makers give. */
    interface Model {

        /** Where its vectors come from. */
        @WithDefault("onnx")
        Backend backend();

        /** ONNX: a folder with {@code model.onnx} and {@code tokenizer.json}. */
        Optional<Path> folder();

        /** ONNX: how a text's vector is made of those of its tokens. Unset and unknown: the mean. */
        Optional<Pooling> pooling();

        /** Whether vectors are scaled to unit length. */
        @WithDefault("true")
        boolean normalize();

        /** Tokens of a text that the model reads, with those that mark its beginning and end. Unset and unknown: 512. */
        OptionalInt maxTokens();

        /** What is written before a question, with the space between. Unset and unknown: nothing. */
        Optional<String> queryPrefix();

        /** What is written before a passage, with the space between. Unset and unknown: nothing. */
        Optional<String> passagePrefix();

        /** The provider, for every back end but ONNX. */
        Provider provider();
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

        /** Tokens of query and passage together that the model reads. */
        @WithDefault("512")
        int maxTokens();

        /** The provider, for every back end but ONNX. */
        Provider provider();
    }

    /** A server that computes for us. */
    interface Provider {

        /** Its address: for OpenAI's API with the path up to and without {@code /embeddings}. */
        Optional<URI> url();

        /** What it calls the model. Unset: the model's name here. */
        Optional<String> model();

        /** The key that it wants. Never shown. */
        Optional<String> apiKey();

        /** How long one call may take. */
        @WithDefault("30S")
        Duration timeout();

        /** Calls at once. */
        @WithDefault("4")
        int concurrency();

        /** Texts in one call. */
        @WithDefault("32")
        int maxBatch();

        /** Tokens in one call, by estimate. */
        @WithDefault("8192")
        int maxTokens();

        /** Components of the vectors, for providers that can be asked for fewer than they have. */
        OptionalInt dimensions();
    }
}
