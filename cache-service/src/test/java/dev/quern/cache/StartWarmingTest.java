package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.caffeine.CaffeineStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StartWarmingTest {
    private static final Duration LIMIT = Duration.ofSeconds(45);

    private final FakeStore second = new FakeStore();
    private final CacheMetrics metrics = new CacheMetrics(new SimpleMeterRegistry());
    private final LayeredCache cache = new LayeredCache(
            new CaffeineStore(1_000, 10_000_000, Duration.ofMinutes(5), InstantSource.system()),
            List.of(second),
            metrics);
    private final HotKeys hotKeys = new HotKeys(1_000, Duration.ofHours(1), System::nanoTime);
    private final Notes notes = new Notes();
    private final StartWarming warming = new StartWarming(cache, hotKeys, notes, 100);

    @Test
    void loadsWhatTheLastRunHasNotedIntoMemory() throws Exception {
        notes.keys = keys(50);
        keys(40).forEach(key -> second.values.put(key, Values.value("v")));

        warming.load(pace(), LIMIT);

        for (CacheKey key : keys(40)) {
            assertThat(cache.peek(key)).isPresent();
        }
        assertThat(warming.progress()).isEqualTo(new WarmingStatistics(false, 50, 40, 10));
        assertThat(metrics.lookups()).isZero();
    }

    @Test
    void loadsNoMoreThanItMayAndWithinItsTime() {
        notes.keys = keys(500);

        warming.load(pace(), Duration.ZERO);

        assertThat(warming.progress()).isEqualTo(new WarmingStatistics(false, 100, 0, 0));
        assertThat(second.calls).isZero();
    }

    @Test
    void notesTheHottestFirst() {
        keys(200).forEach(hotKeys::asked);
        hotKeys.asked(keys(200).getLast());

        warming.note();

        assertThat(notes.keys).hasSize(100).startsWith(keys(200).getLast());
    }

    @Test
    void doesNotForgetInAShortRunWhatALongOneHasFound() {
        notes.keys = keys(50);

        warming.load(pace(), LIMIT);
        notes.keys = List.of();
        warming.note();

        assertThat(notes.keys).containsExactlyInAnyOrderElementsOf(keys(50));
    }

    @Test
    void startsWithoutANoteThatCannotBeRead() {
        notes.broken = true;

        warming.load(pace(), LIMIT);
        warming.note();

        assertThat(warming.progress()).isEqualTo(WarmingStatistics.NONE);
    }

    @Test
    void yieldsToLookups() throws Exception {
        long[] lookups = {0};
        int[] looks = {0};
        Pace pace = new Pace(1_000, () -> {
            looks[0]++;
            return lookups[0] += 1_000;
        });

        pace.await();

        assertThat(looks[0]).as("once at first, and in each of five pauses").isEqualTo(6);
    }

    private static Pace pace() {
        return new Pace(1_000_000, () -> 0);
    }

    private static List<CacheKey> keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Values.key("acme", "k" + i))
                .toList();
    }

    private static final class Notes implements KeyNotes {
        private List<CacheKey> keys = List.of();
        private boolean broken;

        @Override
        public List<CacheKey> read() throws IOException {
            failIfBroken();
            return keys;
        }

        @Override
        public void write(List<CacheKey> hottest) throws IOException {
            failIfBroken();
            keys = hottest;
        }

        private void failIfBroken() throws IOException {
            if (broken) {
                throw new IOException("broken");
            }
        }
    }
}
