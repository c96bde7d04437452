package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    @Test
    void waitsTwiceAsLongAfterEachFailure() {
        assertThat(backoff.after(1, Duration.ZERO)).isBetween(Duration.ofMillis(750), Duration.ofSeconds(1));
        assertThat(backoff.after(3, Duration.ZERO)).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
    }

    @Test
    void waitsAsLongAsItIsAskedTo() {
        assertThat(backoff.after(1, Duration.ofSeconds(8))).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(8));
    }

    @Test
    void neverWaitsLongerThanTheLongest() {
        assertThat(backoff.after(1_000_000, Duration.ofDays(1)))
                .isBetween(Duration.ofMillis(22_500), Duration.ofSeconds(30));
    }
}
