package dev.quern.llm;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the settings of one model; every complaint names its key. */
final class Settings {
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final double HOTTEST = 2;

    private final String name;
    private final LlmConfig.Model model;

    Settings(String name, LlmConfig.Model model) {
        this.name = name;
        this.model = model;
    }

    /** What is the same for all back ends; throws where it makes no sense. */
    ModelProfile profile() {
        require(!name.isBlank() && name.length() <= 100, "", "has to have a name of 1 to 100 characters");
        require(
                model.backEnd() != BackEnd.EXTRACTIVE,
                "back-end",
                "is extractive, which is what answers without a model");
        require(model.concurrency() >= 1, "concurrency", "has to be 1 or more");
        require(model.temperature() >= 0 && model.temperature() <= HOTTEST, "temperature", "has to be 0 to 2");
        require(model.maxTokens() >= 1, "max-tokens", "has to be 1 or more");
        require(model.priceIn() >= 0, "price-in", "has to be 0 or more");
        require(model.priceOut() >= 0, "price-out", "has to be 0 or more");
        require(model.gpuLayers() >= 0, "gpu-layers", "has to be 0 or more");
        require(model.threads().orElse(1) >= 1, "threads", "has to be 1 or more");
        require(!model.roles().isEmpty(), "roles", "has to name a role");
        int least = RoutedModel.LEAST_PROMPT_TOKENS;
        require(model.promptTokens() >= least, "prompt-tokens", "has to be " + least + " or more");
        require(
                (long) model.contextWindow() - model.maxTokens() >= least,
                "context-window",
                "has to be larger than max-tokens by " + least + " or more");
        requirePositive("first-token-limit", model.firstTokenLimit());
        requirePositive("stall-limit", model.stallLimit());
        requirePositive("connect-timeout", model.connectTimeout());
        requirePositive("load-wait", model.loadWait());
        return new ModelProfile(
                name,
                model.backEnd(),
                model.tier(),
                model.contextWindow(),
                model.promptTokens(),
                model.maxTokens(),
                model.temperature(),
                model.priceIn(),
                model.priceOut(),
                model.concurrency(),
                model.roles());
    }

    Patience.Limits limits() {
        return new Patience.Limits(model.firstTokenLimit(), model.stallLimit());
    }

    Path gguf() {
        return model.gguf().orElseThrow(() -> wrong("gguf", "has to name a file of weights"));
    }

    /** Where its server is, or usually is. */
    URI baseUrl(Optional<String> usual) {
        URI url = model.baseUrl()
                .or(() -> usual.map(URI::create))
                .orElseThrow(() -> wrong("base-url", "has to be the address of a server"));
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        require(
                SCHEMES.contains(scheme) && url.getHost() != null,
                "base-url",
                "has to be the address of a server: http://host:port/path");
        require(url.getRawUserInfo() == null, "base-url", "has a user or a password in it, which belong in api-key");
        require(
                url.getRawQuery() == null && url.getRawFragment() == null,
                "base-url",
                "has to end with its path: what the API adds to it comes behind");
        return url;
    }

    Optional<ApiKey> apiKey() {
        require(
                model.apiKey().isEmpty() || model.apiKeyFile().isEmpty(),
                "api-key-file",
                "is set, and so is api-key: one of them is enough");
        return model.apiKeyFile()
                .map(file -> ApiKey.in(key("api-key-file"), file))
                .or(() -> model.apiKey().map(value -> ApiKey.of(key("api-key"), value)));
    }

    /** Throws for what only other back ends read. */
    void requireUnset(String setting, Optional<?> value) {
        require(
                value.isEmpty(),
                setting,
                "is set, and the back end " + model.backEnd().label() + " does not read it");
    }

    private void requirePositive(String setting, Duration time) {
        require(time.isPositive(), setting, "has to be longer than nothing");
    }

    private void require(boolean condition, String setting, String sentence) {
        if (!condition) {
            throw wrong(setting, sentence);
        }
    }

    private IllegalArgumentException wrong(String setting, String sentence) {
        return new IllegalArgumentException(key(setting) + " " + sentence + ".");
    }

    private String key(String setting) {
        String quoted = name.matches("[\\w-]+") ? name : '"' + name + '"';
        return "quern.llm.models." + quoted + (setting.isEmpty() ? "" : "." + setting);
    }
}
