package dev.quern.cache;

import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.caffeine.CaffeineStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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

        assertThat(alone.statistics()).extracting(LevelStatistics::enabled).containsExactly(true, false);
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }
}
