package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlmWiringTest {
    @TempDir
    Path folder;

    @Test
    void answersWithoutAModelUnlessConfigured() {
        assertThat(LlmWiring.model(config(Map.of()))).isEmpty();
    }

    @Test
    void usesAServerWhenConfigured() {
        LlmConfig config = config(Map.of(
                "quern.llm.back-end", "openai",
                "quern.llm.model", "m",
                "quern.llm.base-url", "http://127.0.0.1:1/v1"));

        try (LanguageModel model = LlmWiring.model(config).orElseThrow()) {
            assertThat(model.backEnd()).isEqualTo(BackEnd.OPENAI);
            assertThat(model.name()).isEqualTo("m");
        }
    }

    @Test
    void doesNotStartWithoutAModelsFileAndNamesIt() {
        Path missing = folder.resolve("missing.gguf");

        assertThatThrownBy(() -> wire(Map.of("quern.llm.back-end", "llama-cpp", "quern.llm.gguf", missing.toString())))
                .hasMessageContaining(missing.toString());
    }

    @Test
    void doesNotStartWithAFileThatIsNoModelAndNamesIt() throws IOException {
        Path text = Files.writeString(folder.resolve("text.gguf"), "hello, world");

        assertThatThrownBy(() -> wire(Map.of("quern.llm.back-end", "llama-cpp", "quern.llm.gguf", text.toString())))
                .hasMessageContaining(text.toString())
                .hasMessageContaining("not a GGUF");
    }

    @Test
    void doesNotStartWithAModelThatIsCutShortAndNamesIt() throws IOException {
        Path cut = Files.writeString(folder.resolve("cut.gguf"), "GGUF and nothing else");

        assertThatThrownBy(() -> wire(Map.of("quern.llm.back-end", "llama-cpp", "quern.llm.gguf", cut.toString())))
                .hasMessageContaining(cut.toString());
    }

    @Test
    void namesTheKeyThatIsMissing() {
        assertThatThrownBy(() -> wire(Map.of("quern.llm.back-end", "openai", "quern.llm.model", "m")))
                .hasMessageContaining("quern.llm.base-url");
    }

    @Test
    void refusesNumbersThatMakeNoSense() {
        assertThatThrownBy(() -> wire(Map.of("quern.llm.temperature", "3"))).hasMessageContaining("temperature");
        assertThatThrownBy(() -> wire(Map.of("quern.llm.context-window", "300")))
                .hasMessageContaining("context-window");
    }

    private static void wire(Map<String, String> values) {
        new LlmWiring().generator(config(values), new SimpleMeterRegistry());
    }

    private static LlmConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(LlmConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(LlmConfig.class);
    }
}
