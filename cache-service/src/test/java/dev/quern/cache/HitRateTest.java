package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HitRateTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicLong now = new AtomicLong();
    private final HitRate rate = new HitRate(now::get);

    @Test
    void hasNoRateWithoutLookups() {
        assertThat(rate.over(MINUTE)).isEmpty();
    }

    @Test
    void countsOnlyWhatIsInItsWindow() {
        rate.hit();
        forward(Duration.ofMinutes(10));
        rate.miss();
        rate.hit();
        rate.hit();
        rate.miss();

        assertThat(rate.over(MINUTE)).hasValue(0.5);
        assertThat(rate.over(HOUR)).hasValue(0.6);
        assertThat(rate.hits()).isEqualTo(3);
        assertThat(rate.misses()).isEqualTo(2);
    }

    @Test
    void forgetsWhatIsOlderThanTheLongestWindow() {
        for (int i = 0; i < 1_000; i++) {
            rate.miss();
            forward(Duration.ofSeconds(7));
        }
        assertThat(rate.over(HOUR)).hasValue(0);

        forward(Duration.ofHours(3));
        rate.hit();

        assertThat(rate.over(HOUR)).hasValue(1);
        forward(Duration.ofMinutes(2));
        assertThat(rate.over(MINUTE)).isEmpty();
    }

    private void forward(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
