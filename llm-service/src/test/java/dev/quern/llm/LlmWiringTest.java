package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.quern.llm.llamacpp.TinyModel;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LlmWiringTest {
    private static final String MODEL = "quern.llm.models.\"mine.v1\".";
    private static final Map<String, String> SERVER =
            Map.of(MODEL + "back-end", "openai", MODEL + "base-url", "http://127.0.0.1:1/v1");

    @TempDir
    Path folder;

    @Test
    void answersWithoutAModelUnlessConfigured() {
        assertThat(models(Map.of()).all()).isEmpty();
    }

    @Test
    void servesWhatIsConfigured() {
        Map<String, String> values = new HashMap<>(SERVER);
        values.putAll(Map.of(
                "quern.llm.models.claude.back-end", "anthropic",
                "quern.llm.models.claude.tier", "large",
                "quern.llm.models.claude.roles", "reasoning",
                "quern.llm.models.claude.price-in", "3",
                "quern.llm.models.claude.price-out", "15",
                "quern.llm.models.llama.back-end", "ollama",
                "quern.llm.models.azure.back-end", "azure",
                "quern.llm.models.azure.base-url", "https://mine.example",
                "quern.llm.default-model", "mine.v1"));

        try (ServedModels models = models(values)) {
            assertThat(models.all())
                    .extracting(
                            model -> model.profile().name(),
                            model -> model.profile().backEnd())
                    .containsExactly(
                            tuple("azure", BackEnd.AZURE),
                            tuple("claude", BackEnd.ANTHROPIC),
                            tuple("llama", BackEnd.OLLAMA),
                            tuple("mine.v1", BackEnd.OPENAI));
            ModelProfile claude = models.all().get(1).profile();
            assertThat(claude.tier()).isEqualTo(Tier.LARGE);
            assertThat(claude.roles()).containsExactly(Role.REASONING);
            assertThat(claude.cost(1_000_000, 1_000_000)).isEqualTo(18);
            assertThat(models.all().getLast().profile().roles()).containsExactlyInAnyOrder(Role.values());
        }
    }

    @Test
    void leavesOutWhatIsNotEnabled() {
        Map<String, String> values = with("enabled", "false");

        assertThat(models(values).all()).isEmpty();
    }

    @Test
    void loadsAModelInTheBackgroundAndIsNotReadyUntilItIsThere() throws Exception {
        Path weights = TinyModel.write(folder.resolve("tiny.gguf"));

        try (ServedModels models = models(llamaCpp(weights))) {
            ServedModel model = models.all().getFirst();
            ModelOutcome outcome = model.model()
                    .generate(
                            Calls.patient(),
                            List.of(new Message(Author.USER, "Hi")),
                            new GenerationOptions(0, 3, List.of()),
                            part -> true);

            assertThat(outcome.completionTokens()).isEqualTo(3);
            assertThat(model.loading()).isEmpty();
            assertThat(new ModelReadiness(models).call().getStatus().name()).isEqualTo("UP");
        }
    }

    @Test
    void doesNotStartWithoutAModelsFileAndNamesIt() {
        Path missing = folder.resolve("missing.gguf");

        assertThatThrownBy(() -> models(llamaCpp(missing))).hasMessageContainingAll("`mine.v1`", missing.toString());
    }

    @Test
    void doesNotStartWithAFileThatIsNoModelAndNamesIt() throws IOException {
        Path text = Files.writeString(folder.resolve("text.gguf"), "hello, world");

        assertThatThrownBy(() -> models(llamaCpp(text)))
                .hasMessageContainingAll("`mine.v1`", text.toString(), "not a GGUF");
    }

    @Test
    void doesNotStartWithAModelThatIsCutShortAndNamesIt() throws IOException {
        Path cut = Files.writeString(folder.resolve("cut.gguf"), "GGUF\3\0\0\0");

        assertThatThrownBy(() -> models(llamaCpp(cut))).hasMessageContainingAll(cut.toString(), "cut short");
    }

    @ParameterizedTest
    @CsvSource({
        "temperature, -0.1",
        "temperature, 2.5",
        "context-window, 300",
        "prompt-tokens, 10",
        "max-tokens, 0",
        "concurrency, 0",
        "price-in, -1",
        "price-out, -1",
        "threads, 0",
        "gpu-layers, -1",
        "stall-limit, 0S",
        "first-token-limit, 0S",
        "connect-timeout, 0S",
        "back-end, extractive",
        "base-url, ftp://x/v1",
        "base-url, not-an-address",
        "base-url, http://user:hidden@host/v1",
        "base-url, http://host/v1?key=hidden",
        "api-key, 'hidden key'",
        "gguf, /x.gguf",
        "keep-alive, 5m",
        "api-version, 1"
    })
    void namesTheKeyThatMakesNoSense(String setting, String value) {
        assertThatThrownBy(() -> models(with(setting, value)))
                .hasMessageContaining(MODEL + setting)
                .hasMessageNotContaining("hidden");
    }

    @ParameterizedTest
    @CsvSource({"queue, -1", "guard.failures, 0", "guard.pause, 0S", "guard.check-interval, 0S", "default-model, other"
    })
    void namesTheCommonKeyThatMakesNoSense(String setting, String value) {
        assertThatThrownBy(() -> models(Map.of("quern.llm." + setting, value)))
                .hasMessageContaining("quern.llm." + setting);
    }

    @ParameterizedTest
    @CsvSource({"ollama, send-temperature, true", "anthropic, length-field, max-tokens"})
    void refusesWhatTheBackEndDoesNotRead(String backEnd, String setting, String value) {
        Map<String, String> values = with(setting, value);
        values.put(MODEL + "back-end", backEnd);

        assertThatThrownBy(() -> models(values)).hasMessageContainingAll(MODEL + setting, backEnd);
    }

    @Test
    void needsAnAddressForAServer() {
        assertThatThrownBy(() -> models(Map.of(MODEL + "back-end", "openai"))).hasMessageContaining(MODEL + "base-url");
    }

    @Test
    void readsAKeyFromItsFile() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), " hidden-key\n");

        assertThatCode(() -> models(with("api-key-file", file.toString())).close())
                .doesNotThrowAnyException();
    }

    @Test
    void doesNotStartWithoutTheFileOfAKeyAndNamesIt() {
        Path missing = folder.resolve("nothing");

        assertThatThrownBy(() -> models(with("api-key-file", missing.toString())))
                .hasMessageContainingAll(MODEL + "api-key-file", missing.toString());
    }

    @Test
    void doesNotShowWhatIsWrongWithAKeyInAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "hidden\nkey");

        assertThatThrownBy(() -> models(with("api-key-file", file.toString())))
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("hidden");
    }

    @Test
    void takesAWholeModelFromTheEnvironment() {
        Map<String, String> environment = Map.of(
                "QUERN_LLM_MODELS_LOCAL_BACK_END", "OPENAI",
                "QUERN_LLM_MODELS_LOCAL_BASE_URL", "http://127.0.0.1:1/v1",
                "QUERN_LLM_MODELS_LOCAL_API_KEY", "hidden-key",
                "QUERN_LLM_MODELS_LOCAL_CONTEXT_WINDOW", "4096");

        try (ServedModels models = LlmWiring.models(config(Map.of(), environment), environment, failure -> {})) {
            assertThat(models.all().getFirst().profile().name()).isEqualTo("local");
            assertThat(models.all().getFirst().profile().contextWindow()).isEqualTo(4096);
            assertThat(models.all().toString()
                            + models.all().getFirst().profile()
                            + models.all().getFirst().model())
                    .doesNotContain("hidden");
        }
    }

    @Test
    void refusesAVariableThatWouldBeIgnored() {
        Map<String, String> environment = Map.of("QUERN_LLM_MODELS_GPT_4O_MINI_API_KEY", "hidden");

        assertThatThrownBy(() -> LlmWiring.models(config(SERVER, Map.of()), environment, failure -> {}))
                .hasMessageContaining("QUERN_LLM_MODELS_GPT_4O_MINI_API_KEY")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void acceptsAVariableOfAConfiguredModel() {
        Map<String, String> environment = Map.of("QUERN_LLM_MODELS__MINE_V1__API_KEY", "hidden");

        assertThatCode(() -> LlmWiring.models(config(SERVER, environment), environment, failure -> {})
                        .close())
                .doesNotThrowAnyException();
    }

    private static Map<String, String> llamaCpp(Path weights) {
        return Map.of(MODEL + "back-end", "llama-cpp", MODEL + "gguf", weights.toString());
    }

    private static Map<String, String> with(String setting, String value) {
        Map<String, String> values = new HashMap<>(SERVER);
        values.put(MODEL + setting, value);
        return values;
    }

    private static ServedModels models(Map<String, String> values) {
        return LlmWiring.models(config(values, Map.of()), Map.of(), failure -> {
            throw failure;
        });
    }

    private static LlmConfig config(Map<String, String> values, Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(LlmConfig.class)
                .withDefaultValues(values)
                .withSources(new EnvConfigSource(environment, 300))
                .build()
                .getConfigMapping(LlmConfig.class);
    }
}
