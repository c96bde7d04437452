package dev.quern.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private final FakeTime time = new FakeTime();
    private final Retries retries = new Retries(time, new Random(7));

    @Test
    void waitsLongerAndLongerButNeverVeryLong() {
        BusyException busy = new BusyException("Quern is busy.", Optional.empty());

        assertThatThrownBy(() -> retries.call(() -> {
                    throw busy;
                }))
                .isSameAs(busy);

        List<Duration> slept = time.slept();
        assertThat(slept).hasSize(29).allMatch(pause -> pause.compareTo(Duration.ofSeconds(38)) < 0);
        assertThat(slept.getFirst()).isBetween(Duration.ofMillis(500), Duration.ofMillis(625));
        assertThat(slept.get(1)).isBetween(Duration.ofMillis(1000), Duration.ofMillis(1250));
        assertThat(slept.getLast()).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void makesEverybodyWaitWhenTheServerIsBusy() throws Exception {
        BusyException busy = new BusyException("Quern is busy.", Optional.of(Duration.ofSeconds(9)));
        AtomicInteger attempts = new AtomicInteger();

        String answer = retries.call(() -> {
            if (attempts.incrementAndGet() == 1) {
                throw busy;
            }
            assertThat(retries.held()).isZero();
            return "done";
        });

        assertThat(answer).isEqualTo("done");
        assertThat(time.now()).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void isAsPatientWithAServerThatAlwaysAsksForASecond() {
        BusyException busy = new BusyException("Quern is busy.", Optional.of(Duration.ofSeconds(1)));

        assertThatThrownBy(() -> retries.call(() -> {
                    throw busy;
                }))
                .isSameAs(busy);

        assertThat(time.slept().getFirst()).isBetween(Duration.ofMillis(1000), Duration.ofMillis(1250));
        assertThat(time.now()).isGreaterThan(Duration.ofMinutes(10));
    }

    @Test
    void doesNotWaitForAServerThatAsksForHours() {
        BusyException busy = new BusyException("No budget is left.", Optional.of(Duration.ofHours(3)));

        assertThatThrownBy(() -> retries.call(() -> {
                    throw busy;
                }))
                .isSameAs(busy);
        assertThat(time.slept()).isEmpty();
    }

    @Test
    void givesALostServerUpAfterAWhile() {
        assertThatThrownBy(() -> retries.call(() -> {
                    throw new IOException("connection reset");
                }))
                .isInstanceOf(ServerLostException.class)
                .hasMessageContaining("connection reset");
        assertThat(time.slept()).hasSize(7);
    }

    @Test
    void doesNotRepeatWhatIsRefused() {
        AtomicInteger attempts = new AtomicInteger();

        assertThatThrownBy(() -> retries.call(() -> {
                    attempts.incrementAndGet();
                    throw new RefusedException(422, "unprocessable", "The file is damaged.");
                }))
                .isInstanceOf(RefusedException.class);
        assertThat(attempts).hasValue(1);
    }
}
