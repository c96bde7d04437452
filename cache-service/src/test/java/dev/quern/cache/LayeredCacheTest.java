package dev.quern.cache;

import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.caffeine.CaffeineStore;
import dev.quern.protocol.Deadline;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LayeredCacheTest {
    private static final CacheKey KEY = key("acme", "k");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CaffeineStore memory =
            new CaffeineStore(100, 1_000_000, Duration.ofMinutes(5), InstantSource.system());
    private final FakeStore second = new FakeStore();
    private final LayeredCache cache = new LayeredCache(memory, List.of(second), new CacheMetrics(registry));

    @Test
    void findsAValueInMemoryFirst() throws Exception {
        cache.put(KEY, value("v"));

        assertThat(cache.get(KEY).map(Hit::level)).contains(CacheLevel.MEMORY);
        assertThat(second.values).containsKey(KEY);
    }

    @Test
    void copiesAHitOfTheSecondLevelIntoMemory() throws Exception {
        second.values.put(KEY, value("v"));

        assertThat(cache.get(KEY).map(Hit::level)).contains(CacheLevel.REDIS);
        assertThat(cache.get(KEY).map(Hit::level)).contains(CacheLevel.MEMORY);
    }

    @Test
    void invalidatesEveryLevel() throws Exception {
        cache.put(KEY, value("v"));

        assertThat(cache.invalidate(new Invalidation.OfKey(KEY))).isEqualTo(1);

        assertThat(cache.get(KEY)).isEmpty();
        assertThat(second.values).isEmpty();
    }

    @Test
    void aSlowReaderDoesNotBringBackWhatWasInvalidatedMeanwhile() throws Exception {
        second.values.put(KEY, value("stale"));
        second.meanwhile = () -> cache.invalidate(new Invalidation.OfTag("acme", Values.document("d")));

        cache.get(KEY);

        assertThat(cache.get(KEY)).isEmpty();
    }

    @Test
    void aSlowReaderDoesNotReplaceWhatWasPutMeanwhile() throws Exception {
        second.values.put(KEY, value("old"));
        second.meanwhile = () -> cache.put(KEY, value("new"));

        cache.get(KEY);

        assertThat(cache.get(KEY).map(hit -> Values.text(hit.value()))).contains("new");
    }

    @Test
    void watchersHearOfWhatIsReplacedHereAndElsewhere() throws Exception {
        CacheKey other = key("acme", "other");
        try (Watch watch = cache.watch("acme")) {
            Deadline deadline = Deadline.after(Duration.ofSeconds(30));
            assertThat(watch.next(deadline)).contains(new Watch.Reset());

            cache.put(KEY, value("new"));
            cache.put(new CacheKey("acme", ValueType.EMBEDDING, "never another"), value("vector"));
            cache.dropReplaced(other);

            assertThat(watch.next(deadline)).contains(new Watch.Invalidated(new Invalidation.OfKey(KEY)));
            assertThat(watch.next(deadline)).contains(new Watch.Invalidated(new Invalidation.OfKey(other)));
        }
    }

    @Test
    void tellsItsWatchersBeforeItAsksWhatGoesWithTheLevels() throws Exception {
        AtomicReference<Watch> watch = new AtomicReference<>();
        List<Watch.Event> told = new ArrayList<>();
        LayeredCache slow = new LayeredCache(
                memory, List.of(), new CacheMetrics(new SimpleMeterRegistry()), Replicas.ALONE, new Invalidating() {
                    @Override
                    public long invalidate(Invalidation invalidation) throws InterruptedException {
                        watch.get().next(Deadline.after(Duration.ZERO)).ifPresent(told::add);
                        return 0;
                    }

                    @Override
                    public long forget(Invalidation invalidation) {
                        return 0;
                    }

                    @Override
                    public void forgetAll() {}

                    @Override
                    public boolean isSettled(String tenant) {
                        return true;
                    }

                    @Override
                    public boolean settle(String tenant) {
                        return true;
                    }
                });
        watch.set(slow.watch("acme"));
        watch.get().next(Deadline.after(Duration.ZERO));

        slow.invalidate(new Invalidation.OfKey(KEY));

        assertThat(told).containsExactly(new Watch.Invalidated(new Invalidation.OfKey(KEY)));
    }

    @Test
    void countsHitsByLevelAndTypeAndMissesOnce() throws Exception {
        cache.get(KEY);
        cache.put(KEY, value("v"));
        cache.get(KEY);

        assertThat(count("quern.cache.misses", "type", "answer")).isEqualTo(1);
        assertThat(count("quern.cache.hits", "level", "memory", "type", "answer"))
                .isEqualTo(1);
        assertThat(count("quern.cache.puts", "type", "answer")).isEqualTo(1);
    }

    @Test
    void describesLevelsThatAreOff() throws Exception {
        LayeredCache alone = new LayeredCache(memory, List.of(), new CacheMetrics(new SimpleMeterRegistry()));

        assertThat(alone.statistics()).extracting(LevelStatistics::enabled).containsExactly(true, false, false);
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }
}
