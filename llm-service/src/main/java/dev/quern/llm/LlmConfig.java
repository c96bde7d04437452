package dev.quern.llm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Which language models answer, and how much of them. */
@ConfigMapping(prefix = "quern.llm")
public interface LlmConfig {

    /**
     * The models, each by the name that callers use. None: answers are the documents' own sentences. A name with dots is
     * quoted.
     */
    Map<String, Model> models();

    /**
     * The model that serves what names none: one of {@code models}, or {@code extractive}, which answers with the documents'
     * own sentences. Unset: chosen by the question's complexity.
     */
    Optional<String> defaultModel();

    /** When a model is left alone, and when it is tried again. */
    Guard guard();

    /** How models are chosen. */
    Routing routing();

    /** What each role may do at once, how many may wait for it, and how long. */
    Roles roles();

    /** Many generations in one request. */
    Batch batch();

    /** Requests that are the very same, at the same time. */
    Sharing sharing();

    /** What is counted. */
    Accounting accounting();

    /** When a model is left alone, and when it is tried again. */
    interface Guard {

        /** Failures in a row after which a model is left alone. */
        @WithDefault("3")
        int failures();

        /** How long it is left alone; then one generation tries it. A check that succeeds ends this sooner. */
        @WithDefault("20S")
        Duration pause();

        /** How often a server that has given no token meanwhile is asked whether it is there. */
        @WithDefault("10S")
        Duration checkInterval();
    }

    /** Which field of OpenAI's API says how long an answer may be. */
    enum LengthField {
        /** What most servers understand. */
        MAX_TOKENS,
        /** What OpenAI's and Azure's newer models want, and some servers ignore. */
        MAX_COMPLETION_TOKENS
    }

    /** One model. */
    interface Model {

        /**
         * {@code llama-cpp} (a GGUF file in this process), {@code openai} (any server with OpenAI's chat completions),
         * {@code azure}, {@code ollama} or {@code anthropic}.
         */
        BackEnd backEnd();

        /** Whether it is used. */
        @WithDefault("true")
        boolean enabled();

        /** What its server calls it; with {@code azure} its deployment. Unset: the model's name here. */
        Optional<String> id();

        /**
         * Where its server is: with {@code openai} up to and without {@code /chat/completions}, with the others without
         * any path of their API. Unset: {@code http://127.0.0.1:11434} with {@code ollama},
         * {@code https://api.anthropic.com} with {@code anthropic}.
         */
        Optional<URI> baseUrl();

        /** The key that its server wants. Never shown. */
        Optional<String> apiKey();

        /** A file that holds the key, read at start, instead of {@code api-key}. */
        Optional<Path> apiKeyFile();

        /** How able it is: {@code small}, {@code balanced} or {@code large}. */
        @WithDefault("balanced")
        Tier tier();

        /** What it may be used for. */
        @WithDefault("memory,reasoning,affect")
        Set<Role> roles();

        /** Tokens that prompt and answer together may have; a request whose {@code max_tokens} leave no room is refused. */
        @WithDefault("2048")
        int contextWindow();

        /** Tokens that a grounded prompt may have at most: on a CPU, every thousand cost seconds before the first word. */
        @WithDefault("1024")
        int promptTokens();

        /** Tokens of an answer, unless the request says. */
        @WithDefault("200")
        int maxTokens();

        /** 0 (always the most likely word) to 2, unless the request says. */
        @WithDefault("0")
        double temperature();

        /** Price of a million tokens of prompts, in any currency, the same for all models. */
        @WithDefault("0")
        double priceIn();

        /** Price of a million tokens of answers. */
        @WithDefault("0")
        double priceOut();

        /** Answers that it generates at once. */
        @WithDefault("2")
        int concurrency();

        /**
         * How long it may take to its first token; no more than half of the time that a request has left, where something
         * else could answer it.
         */
        @WithDefault("60S")
        Duration firstTokenLimit();

        /** How long it may pause between two tokens before its answer counts as broken off. */
        @WithDefault("20S")
        Duration stallLimit();

        /** How long connecting to its server may take. */
        @WithDefault("5S")
        Duration connectTimeout();

        /** The weights, for {@code llama-cpp}. */
        Optional<Path> gguf();

        /** Threads that {@code llama-cpp} computes with; half of the processors if absent. */
        OptionalInt threads();

        /** Layers that {@code llama-cpp} computes on a GPU, where its library is built for one. */
        @WithDefault("0")
        int gpuLayers();

        /** How long a request waits for {@code llama-cpp} to read the weights at start. */
        @WithDefault("20S")
        Duration loadWait();

        /** The version of the API, for {@code azure}. Unset: {@code 2024-10-21}. */
        Optional<String> apiVersion();

        /**
         * Which field limits the answer, for {@code openai} and {@code azure}. Unset: {@code max-completion-tokens} with
         * {@code azure} and at api.openai.com, {@code max-tokens} elsewhere.
         */
        Optional<LengthField> lengthField();

        /**
         * Whether the temperature is sent, which some models refuse, reasoning models above all; for {@code openai},
         * {@code azure} and {@code anthropic}. Unset: it is.
         */
        Optional<Boolean> sendTemperature();

        /** How long {@code ollama} keeps the model in memory after an answer, as it writes it: {@code 5m}, {@code -1}. */
        Optional<String> keepAlive();
    }

    /** How models are chosen. */
    interface Routing {

        /** Questions of a lower complexity (0 to 1) go to a small model. */
        @WithDefault("0.3")
        double smallBelow();

        /** Questions of a lower complexity (0 to 1) go to a balanced model, the others to a large one. */
        @WithDefault("0.7")
        double balancedBelow();

        /** Whether another model answers when the one that a request names cannot; else the request is refused. */
        @WithDefault("false")
        boolean fallbackFromExplicit();
    }

    /** The roles that models have. */
    interface Roles {

        /** Rewriting and expanding questions. */
        Memory memory();

        /** Answers. */
        Reasoning reasoning();

        /** Triage of questions. */
        Affect affect();
    }

    /** Rewriting and expanding questions. */
    interface Memory {

        /** Generations at once. */
        @WithDefault("3")
        int concurrency();

        /** Generations that may wait; what could not be done in time is refused before that. */
        @WithDefault("100")
        int queue();

        /** The longest that one may take, waiting included, whatever time its caller has. */
        @WithDefault("30S")
        Duration time();
    }

    /** Answers. */
    interface Reasoning {

        /** Generations at once. */
        @WithDefault("2")
        int concurrency();

        /** Generations that may wait; what could not be done in time is refused before that. */
        @WithDefault("50")
        int queue();

        /** The longest that one may take, waiting included, whatever time its caller has. */
        @WithDefault("60S")
        Duration time();
    }

    /** Triage of questions. */
    interface Affect {

        /** Generations at once. */
        @WithDefault("4")
        int concurrency();

        /** Generations that may wait; what could not be done in time is refused before that. */
        @WithDefault("200")
        int queue();

        /** The longest that one may take, waiting included, whatever time its caller has. */
        @WithDefault("15S")
        Duration time();
    }

    /** Many generations in one request. */
    interface Batch {

        /** Generations of one request. */
        @WithDefault("100")
        int limit();

        /** Generations of one request at once; those of its role and its model hold as well. */
        @WithDefault("5")
        int concurrency();
    }

    /** Requests that are the very same, at the same time. */
    interface Sharing {

        /** Callers of one generation; one more begins another. 1: nothing is shared. */
        @WithDefault("100")
        int callers();
    }

    /** What is counted. */
    interface Accounting {

        /** Tenants that have a name of their own in metrics; those that come later are counted as {@code other}. */
        @WithDefault("50")
        int tenants();
    }
}
