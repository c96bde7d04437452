package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EarlyRefreshTest {
    private static final Instant STORED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant FRESH_UNTIL = STORED.plusSeconds(600);
    private static final Random RANDOM = new Random(1);

    private final EarlyRefresh early = new EarlyRefresh(1, RANDOM::nextDouble);

    @Test
    void isSureWhenAValueIsNoLongerFresh() {
        CachedValue free = value(Cost.NONE);

        assertThat(early.isDue(free, FRESH_UNTIL)).isTrue();
        assertThat(early.isDue(free, FRESH_UNTIL.minusNanos(1))).isFalse();
    }

    @Test
    void risesExponentiallyTowardsTheEnd() {
        CachedValue costly = value(new Cost(Duration.ofSeconds(10), 0));

        for (int left : new int[] {1, 10, 30}) {
            assertThat(share(costly, FRESH_UNTIL.minusSeconds(left)))
                    .as("%d seconds before", left)
                    .isCloseTo(Math.exp(-left / 10.0), within(0.02));
        }
    }

    @Test
    void neverHappensFarFromTheEnd() {
        CachedValue cheap = value(new Cost(Duration.ofSeconds(1), 0));
        EarlyRefresh eager = new EarlyRefresh(1, () -> Math.nextDown(1.0));

        assertThat(eager.isFarOff(cheap, FRESH_UNTIL.minusSeconds(38))).isTrue();
        assertThat(eager.isDue(cheap, FRESH_UNTIL.minusSeconds(38))).isFalse();
        assertThat(eager.isFarOff(cheap, FRESH_UNTIL.minusSeconds(36))).isFalse();
        assertThat(eager.isDue(cheap, FRESH_UNTIL.minusSeconds(36))).isTrue();
        assertThat(eager.isFarOff(value(Cost.NONE), FRESH_UNTIL)).isFalse();
    }

    @Test
    void canBeOff() {
        EarlyRefresh never = new EarlyRefresh(0, () -> Math.nextDown(1.0));

        assertThat(never.isDue(value(new Cost(Duration.ofHours(1), 0)), FRESH_UNTIL.minusSeconds(1)))
                .isFalse();
    }

    @Test
    void refusesAnEagernessThatMakesNoSense() {
        assertThatThrownBy(() -> new EarlyRefresh(-1, RANDOM::nextDouble))
                .hasMessageContaining("quern.cache.refresh.eagerness");
        assertThatThrownBy(() -> new EarlyRefresh(Double.NaN, RANDOM::nextDouble))
                .hasMessageContaining("quern.cache.refresh.eagerness");
    }

    private double share(CachedValue value, Instant now) {
        int due = 0;
        for (int i = 0; i < 10_000; i++) {
            due += early.isDue(value, now) ? 1 : 0;
        }
        return due / 10_000.0;
    }

    private static CachedValue value(Cost cost) {
        return new CachedValue(
                new Content(new byte[0]), STORED, FRESH_UNTIL, FRESH_UNTIL.plusSeconds(10), Set.of(), cost);
    }
}
