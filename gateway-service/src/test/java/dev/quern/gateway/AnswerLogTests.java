package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.gateway.AnswerLog.Excerpt;
import dev.quern.gateway.AnswerLog.Opening;
import dev.quern.protocol.QuernException;
import dev.quern.redis.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every log of answers does. */
public abstract class AnswerLogTests {
    private static final Opening OPENING = new Opening("acme", "ann", "{\"query\":\"Was mahlt eine Mühle?\"}");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final String id = UUID.randomUUID().toString();

    protected abstract AnswerLog log(Duration keptFor, Duration lease);

    @Test
    void tellsWhatCameAfterAnEvent() throws Exception {
        AnswerLog log = log(LONG, LONG);
        log.open(id, OPENING, "a");
        log.append(id, event(1), "a");
        log.append(id, event(2), "a");

        Excerpt rest = log.read(id, 1).orElseThrow();

        assertThat(rest).isEqualTo(new Excerpt(OPENING, List.of(event(2)), false, true));
        assertThat(log.read(id, 0).orElseThrow().events()).containsExactly(event(1), event(2));
        assertThat(log.read(id, 2).orElseThrow().events()).isEmpty();
        assertThat(log.read("another", 0)).isEmpty();
    }

    @Test
    void hasEndedWithTheLastEventAndIsNotTakenOver() throws Exception {
        AnswerLog log = log(LONG, LONG);
        log.open(id, OPENING, "a");

        log.append(id, new LoggedEvent(1, "metadata", "{}"), "a");

        assertThat(log.read(id, 1).orElseThrow().ended()).isTrue();
        assertThat(log.take(id, "b")).isFalse();
    }

    @Test
    void takesEventsOfItsHolderOnlyAndEachNumberOnce() throws Exception {
        AnswerLog log = log(LONG, LONG);
        log.open(id, OPENING, "a");
        log.append(id, event(1), "a");

        assertThat(log.append(id, event(2), "b")).isFalse();
        assertThat(log.append(id, event(1), "a")).isFalse();
        assertThat(log.renew(id, "b")).isFalse();
        assertThat(log.take(id, "b")).isFalse();
        assertThat(log.read(id, 0).orElseThrow().events()).containsExactly(event(1));
    }

    @Test
    void goesToWhoeverTakesItFirstOnceItIsReleased() throws Exception {
        AnswerLog log = log(LONG, LONG);
        log.open(id, OPENING, "a");

        log.release(id, "a");

        assertThat(log.read(id, 0).orElseThrow().held()).isFalse();
        assertThat(log.take(id, "b")).isTrue();
        assertThat(log.take(id, "c")).isFalse();
        assertThat(log.append(id, event(1), "a")).isFalse();
        assertThat(log.append(id, event(5), "b")).isTrue();
        assertThat(log.read(id, 0).orElseThrow().events()).containsExactly(event(5));
    }

    @Test
    void isHeldByNobodyWhenTheHolderGivesNoSignOfLife() throws Exception {
        AnswerLog log = log(LONG, SHORT);
        log.open(id, OPENING, "a");

        Eventually.await(
                "the lease to lapse", () -> !log.read(id, 0).orElseThrow().held());

        assertThat(log.renew(id, "a")).isTrue();
    }

    @Test
    void forgetsWhatNobodyAddsTo() throws Exception {
        AnswerLog log = log(SHORT, SHORT);
        log.open(id, OPENING, "a");

        Eventually.await("the log to be forgotten", () -> log.read(id, 0).isEmpty());

        assertThatThrownBy(() -> log.append(id, event(1), "a")).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> log.take(id, "b")).isInstanceOf(QuernException.class);
    }

    private static LoggedEvent event(long number) {
        return new LoggedEvent(number, "response_chunk", "{\"text\":\"Körner " + number + "\"}");
    }
}
