package dev.quern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ArrivalTest {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration STALL = Duration.ofSeconds(30);

    @Test
    void isLateWhenNothingHasComeForAWhile() {
        Arrival arrival = new Arrival(LONGEST, STALL, seconds(100));

        assertThat(arrival.isLate(seconds(129), 0)).isFalse();
        assertThat(arrival.isLate(seconds(130), 0)).isTrue();
    }

    @Test
    void isInTimeAsLongAsSomethingComes() {
        Arrival arrival = new Arrival(LONGEST, STALL, 0);

        assertThat(arrival.isLate(seconds(29), 1)).isFalse();
        assertThat(arrival.isLate(seconds(58), 2)).isFalse();
        assertThat(arrival.isLate(seconds(58 + 30), 2)).isTrue();
    }

    @Test
    void isLateWhenTheWholeTakesTooLong() {
        Arrival arrival = new Arrival(LONGEST, STALL, 0);
        for (int second = 10; second < 600; second += 10) {
            assertThat(arrival.isLate(seconds(second), second)).isFalse();
        }

        assertThat(arrival.isLate(seconds(600), 600)).isTrue();
    }

    private static long seconds(long count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
