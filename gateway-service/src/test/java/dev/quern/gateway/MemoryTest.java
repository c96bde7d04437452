package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quern.protocol.Call;
import dev.quern.protocol.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryTest {
    private static final QuestionVector VECTOR = new QuestionVector("fake@1", new float[] {1f});
    private static final AnswerKey KEY = new AnswerKey(
            List.of(new Edition("notes", "v1", "s")),
            "epoch",
            "prompt",
            5,
            Strategy.SINGLE_STAGE,
            SearchOptions.USUAL,
            GenerationOptions.USUAL,
            .3f,
            "What is a quern?",
            "");

    private final FakeServices services = new FakeServices();

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0"})
    void usesTheSemanticCacheOnlyWhereItIsSwitchedOn(boolean isOn, int times) throws Exception {
        Call call = TestSettings.call();
        GatewayConfig config = TestSettings.config(Map.of("similar-answers", Boolean.toString(isOn)));
        Memory memory = new Memory(services, services, config);
        List<String> degraded = new ArrayList<>();
        Question question = Question.of(KEY.question(), "notes");
        Generation.Terms terms = new Generation.Terms(0, Priority.INTERACTIVE, Long.MAX_VALUE);
        Answer answer =
                new Answer(services.generate(call, question, List.of(), terms, part -> {}), List.of(), KEY.editions());

        memory.remember(call, KEY, VECTOR, answer, Duration.ofSeconds(1), CacheUse.FULL, degraded);
        boolean isFound =
                memory.findSimilar(call, KEY, VECTOR, CacheUse.FULL, degraded).isPresent();

        assertThat(isFound).isEqualTo(isOn);
        assertThat(services.remembered()).containsExactly(1, times);
        assertThat(services.similarLookups()).isEqualTo(times);
        assertThat(degraded).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"answer-copies, -1", "cache-patience, 0S"})
    void refusesImplausibleSettings(String key, String value) {
        GatewayConfig config = TestSettings.config(Map.of(key, value));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Memory(services, services, config))
                .withMessageContaining("quern.gateway." + key);
    }
}
