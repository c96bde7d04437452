package dev.quern.llm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Which language model answers, and how much of it. */
@ConfigMapping(prefix = "quern.llm")
public interface LlmConfig {

    /** {@code extractive} (no model), {@code llama-cpp} (a GGUF file in this process) or {@code openai} (a server). */
    @WithDefault("extractive")
    BackEnd backEnd();

    /**
     * The model's name: for {@code openai} what the server calls it, and required; for {@code llama-cpp} free, the
     * file's name without its ending if absent.
     */
    Optional<String> model();

    /** The weights, for {@code llama-cpp}. */
    Optional<Path> gguf();

    /** Where chat completions are, up to and without {@code /chat/completions}, for {@code openai}. */
    Optional<String> baseUrl();

    /** Sent as a bearer token, for {@code openai}. */
    Optional<String> apiKey();

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

    /** Threads that a model in this process computes with; half of the processors if absent. */
    OptionalInt threads();

    /** Answers that are generated at once. */
    @WithDefault("2")
    int concurrency();

    /** Answers that may wait for their turn; more are refused as overload. */
    @WithDefault("50")
    int queue();

    /** How long a model may pause between two words before its answer counts as broken off. */
    @WithDefault("20S")
    Duration stallLimit();
}
