package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HotKeysTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicLong now = new AtomicLong();

    @Test
    void findsTheHottestOfManyMoreKeysThanItHasRoomFor() {
        int capacity = 1_000;
        int lookups = 500_000;
        HotKeys hot = new HotKeys(capacity, HOUR, now::get);
        int[] counts = new int[100_000];
        for (int key : new Zipf(counts.length, 0.99, 3).take(lookups)) {
            counts[key]++;
            hot.asked(Values.key("acme", "k" + key));
        }

        List<HotKey> top = hot.top(10);

        assertThat(top)
                .extracting(key -> key.key().key())
                .contains("k0", "k1", "k2", "k3", "k4")
                .allMatch(name -> Integer.parseInt(name.substring(1)) < 20);
        for (HotKey key : top) {
            int real = counts[Integer.parseInt(key.key().key().substring(1))];
            assertThat(key.count()).isBetween((long) real - 2 * lookups / capacity, (long) real);
        }
        assertThat(hot.top(Integer.MAX_VALUE)).hasSizeLessThanOrEqualTo(capacity);
    }

    @Test
    void countsLookupsHalfAfterEachHalfLife() {
        HotKeys hot = new HotKeys(100, HOUR, now::get);
        for (int i = 0; i < 100; i++) {
            hot.asked(Values.key("acme", "old"));
        }
        now.addAndGet(HOUR.multipliedBy(2).toNanos());
        for (int i = 0; i < 30; i++) {
            hot.asked(Values.key("acme", "new"));
        }

        assertThat(hot.top(2))
                .containsExactly(new HotKey(Values.key("acme", "new"), 30), new HotKey(Values.key("acme", "old"), 25));
    }

    @Test
    void tellsTenantsApart() {
        HotKeys hot = new HotKeys(100, HOUR, now::get);
        hot.asked(Values.key("acme", "k"));
        hot.asked(Values.key("globex", "k"));

        assertThat(hot.top(10)).extracting(HotKey::count).containsExactly(1L, 1L);
    }
}
