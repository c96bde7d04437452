package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.gateway.AnswerLog.Opening;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryAnswerLogTest extends AnswerLogTests {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Opening OPENING = new Opening("acme", "ann", "{}");

    private long now;

    @Override
    protected AnswerLog log(Duration keptFor, Duration lease) {
        return new MemoryAnswerLog(keptFor, lease, 1 << 20);
    }

    @Test
    void forgetsWhatWasNotAddedToForLongestAndReadingKeepsNothing() {
        MemoryAnswerLog log = new MemoryAnswerLog(LONG, LONG, 1 << 20, () -> now);
        log.open("first", OPENING, "a");
        log.open("second", OPENING, "a");
        now += LONG.toNanos();
        log.append("first", new LoggedEvent(1, "response_chunk", "{}"), "a");
        assertThat(log.read("second", 0)).isPresent();

        now++;

        assertThat(log.read("second", 0)).isEmpty();
        assertThat(log.read("first", 0)).isPresent();
        now += LONG.toNanos();
        assertThat(log.read("first", 0)).isEmpty();
    }

    @Test
    void doesNotLookAtAllThatIsKeptForEveryEvent() {
        AtomicInteger looks = new AtomicInteger();
        MemoryAnswerLog log = new MemoryAnswerLog(LONG, LONG, 1 << 24, looks::incrementAndGet);
        for (int i = 0; i < 1_000; i++) {
            log.open("answer " + i, OPENING, "a");
        }
        looks.set(0);

        log.append("answer 500", new LoggedEvent(1, "response_chunk", "{}"), "a");

        assertThat(looks).hasValueLessThan(10);
    }

    @Test
    void makesRoomWithWhatHasEndedAndRefusesWhenAllIsUnderWay() {
        MemoryAnswerLog log = new MemoryAnswerLog(LONG, LONG, 2_500);
        log.open("ended", OPENING, "a");
        log.append("ended", new LoggedEvent(1, "metadata", "{}"), "a");
        log.open("first", OPENING, "a");

        log.open("second", OPENING, "a");

        assertThat(log.read("ended", 0)).isEmpty();
        assertThat(log.read("first", 0)).isPresent();
        assertThatThrownBy(() -> log.open("third", OPENING, "a")).hasMessageContaining("As many answers as possible");
    }
}
