package dev.quern.llm;

import dev.quern.llm.http.HttpModel;
import dev.quern.llm.http.HttpModelSettings;
import dev.quern.llm.http.OpenAiOptions;
import dev.quern.llm.llamacpp.LlamaCppModel;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts one model together from what is configured. */
final class ModelWiring {
    private static final String OLLAMA = "http://127.0.0.1:11434";
    private static final String ANTHROPIC = "https://api.anthropic.com";
    private static final String OPENAI_HOST = "api.openai.com";
    private static final String AZURE_VERSION = "2024-10-21";
    /** Of what a model may take to its first token: a request may give it half, and have waited for a slot before. */
    private static final int LONG_SILENCE = 5;

    private final String name;
    private final LlmConfig.Model model;
    private final Settings settings;
    private final Consumer<RuntimeException> notLoaded;

    /** @param notLoaded is told, later and on another thread, when a model in this process cannot be loaded */
    ModelWiring(String name, LlmConfig.Model model, Consumer<RuntimeException> notLoaded) {
        this.name = name;
        this.model = model;
        this.settings = new Settings(name, model);
        this.notLoaded = notLoaded;
    }

    GuardedModel guarded(LlmConfig.Guard guard) {
        ModelProfile profile = settings.profile();
        CircuitBreaker breaker = new CircuitBreaker(
                ModelFailures.of(profile.backEnd(), name), guard.failures(), guard.pause(), System::nanoTime);
        return new GuardedModel(
                profile, model(), breaker, model.firstTokenLimit().dividedBy(LONG_SILENCE));
    }

    private LanguageModel model() {
        requireOnlyItsOwn();
        return switch (model.backEnd()) {
            case EXTRACTIVE -> throw new IllegalStateException("the profile has refused it");
            case LLAMA_CPP -> llamaCpp();
            case OPENAI -> HttpModel.openAi(server(Optional.empty()), options());
            case AZURE ->
                HttpModel.azure(server(Optional.empty()), model.apiVersion().orElse(AZURE_VERSION), options());
            case OLLAMA -> HttpModel.ollama(server(Optional.of(OLLAMA)), model.keepAlive());
            case ANTHROPIC -> HttpModel.anthropic(server(Optional.of(ANTHROPIC)), sendTemperature());
        };
    }

    private LanguageModel llamaCpp() {
        LlamaCppModel.Settings weights = new LlamaCppModel.Settings(
                name,
                settings.gguf(),
                model.contextWindow(),
                model.concurrency(),
                model.threads().orElse(Math.max(1, Runtime.getRuntime().availableProcessors() / 2)),
                model.gpuLayers(),
                settings.limits());
        LoadingModel loading = new LoadingModel(
                new LoadingModel.Description(name, BackEnd.LLAMA_CPP, LlamaCppModel.examine(weights)),
                model.loadWait());
        loading.start(() -> LlamaCppModel.load(weights), notLoaded);
        return loading;
    }

    private HttpModelSettings server(Optional<String> usualUrl) {
        return new HttpModelSettings(
                model.backEnd(),
                name,
                model.id().orElse(name),
                settings.baseUrl(usualUrl),
                settings.apiKey(),
                model.contextWindow(),
                model.connectTimeout(),
                settings.limits());
    }

    private OpenAiOptions options() {
        LlmConfig.LengthField field = model.lengthField()
                .orElse(
                        model.backEnd() == BackEnd.AZURE || isOpenAis()
                                ? LlmConfig.LengthField.MAX_COMPLETION_TOKENS
                                : LlmConfig.LengthField.MAX_TOKENS);
        return new OpenAiOptions(field.name().toLowerCase(Locale.ROOT), sendTemperature());
    }

    private boolean sendTemperature() {
        return model.sendTemperature().orElse(true);
    }

    private boolean isOpenAis() {
        return model.baseUrl()
                .map(URI::getHost)
                .filter(OPENAI_HOST::equalsIgnoreCase)
                .isPresent();
    }

    private void requireOnlyItsOwn() {
        BackEnd backEnd = model.backEnd();
        if (backEnd == BackEnd.LLAMA_CPP) {
            settings.requireUnset("base-url", model.baseUrl());
            settings.requireUnset("api-key", model.apiKey());
            settings.requireUnset("api-key-file", model.apiKeyFile());
            settings.requireUnset("id", model.id());
        } else {
            settings.requireUnset("gguf", model.gguf());
        }
        if (backEnd != BackEnd.AZURE) {
            settings.requireUnset("api-version", model.apiVersion());
        }
        if (backEnd != BackEnd.OPENAI && backEnd != BackEnd.AZURE) {
            settings.requireUnset("length-field", model.lengthField());
        }
        if (backEnd == BackEnd.LLAMA_CPP || backEnd == BackEnd.OLLAMA) {
            settings.requireUnset("send-temperature", model.sendTemperature());
        }
        if (backEnd != BackEnd.OLLAMA) {
            settings.requireUnset("keep-alive", model.keepAlive());
        }
    }
}
