package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.gateway.AnswerMetadata.Cached;
import dev.quern.gateway.Generated.Finish;
import dev.quern.gateway.Generated.Model;
import dev.quern.gateway.Generated.Tokens;
import dev.quern.protocol.Priority;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TellingTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @ParameterizedTest
    @CsvSource({"false, 1", "true, 0"})
    void countsHowLongAnAnswerTookWhereSomebodyWaitedForIt(boolean refresh, int counted) throws Exception {
        Telling telling = new Telling(
                new Dialogues(new FakeConversations(), TestSettings.config(Map.of())), new Audit(), metrics);
        Inquiry inquiry = Inquiries.of(Question.of("What is a quern?", "notes"), Priority.BATCH, refresh);
        Generated mill = new Generated(
                "A mill.",
                List.of(),
                Finish.STOP,
                new Model("m", "extractive", "only", "e", "p", List.of()),
                Tokens.NONE);

        telling.end(
                inquiry,
                new Answer(mill, List.of(), List.of()),
                new Cached(Cached.NOT, Optional.empty(), Optional.empty()),
                Optional.empty());

        assertThat(metrics.find("quern.gateway.answer").timers()).hasSize(counted);
    }
}
