package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MissRatioCurveTest {
    private static final Duration HOUR = Duration.ofHours(1);
    /** What the class says of itself. */
    private static final double BOUND = 0.03;

    @Test
    void agreesWithLeastRecentlyUsedEvictionWithinItsBound() {
        int entries = 10_000;
        MissRatioCurve curve = new MissRatioCurve(entries, 8_192, HOUR, () -> 0);
        int[] trace = new Zipf(100_000, 0.99, 11).take(600_000);

        for (int key : trace) {
            curve.asked(key(key));
        }

        List<MissRatio> ratios = curve.ratios();
        assertThat(ratios)
                .extracting(MissRatio::entries)
                .containsExactly(1_250L, 2_500L, 5_000L, 10_000L, 20_000L, 40_000L, 80_000L);
        for (MissRatio ratio : ratios) {
            assertThat(ratio.ratio())
                    .as("with %d entries", ratio.entries())
                    .isCloseTo(exact(trace, (int) ratio.entries()), within(BOUND));
        }
    }

    @Test
    void tellsThatNoSizeHelpsAScan() {
        MissRatioCurve curve = new MissRatioCurve(100, 8_192, HOUR, () -> 0);

        for (int i = 0; i < 10_000; i++) {
            curve.asked(key(i));
        }

        assertThat(curve.ratios()).extracting(MissRatio::ratio).containsOnly(1.0);
    }

    @Test
    void forgetsByAndByWhatWasLongAgo() {
        AtomicLong now = new AtomicLong();
        MissRatioCurve curve = new MissRatioCurve(100, 8_192, HOUR, now::get);
        for (int i = 0; i < 10_000; i++) {
            curve.asked(key(i));
        }

        now.addAndGet(HOUR.multipliedBy(20).toNanos());
        for (int i = 0; i < 1_000; i++) {
            curve.asked(key(0));
        }

        assertThat(curve.ratios()).extracting(MissRatio::ratio).allMatch(ratio -> ratio < 0.02);
    }

    @Test
    void hasNothingToSayAtFirst() {
        assertThat(new MissRatioCurve(100, 8_192, HOUR, () -> 0).ratios()).isEmpty();
    }

    private static double exact(int[] trace, int entries) {
        Map<Integer, Boolean> cache = new LinkedHashMap<>(entries, 0.75f, true);
        int misses = 0;
        for (int key : trace) {
            if (cache.put(key, true) == null) {
                misses++;
                if (cache.size() > entries) {
                    cache.remove(cache.keySet().iterator().next());
                }
            }
        }
        return (double) misses / trace.length;
    }

    private static CacheKey key(int number) {
        return Values.key("acme", "question " + number);
    }
}
