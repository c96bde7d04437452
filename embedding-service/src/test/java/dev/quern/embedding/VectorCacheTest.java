package dev.quern.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class VectorCacheTest {
    private static final ModelDescription MODEL = new ModelDescription("fake", "1", 8, 16);
    private static final Embedding GRAIN = new Embedding(FakeEmbeddingModel.vector("grain"), 1, false);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final VectorCache cache = new VectorCache(100, Duration.ofHours(1), registry);

    @Test
    void findsOnlyWhatTheSameTenantsSameTextWasGivenByTheSameVersion() {
        cache.put("acme", MODEL, Purpose.QUERY, "grain", GRAIN);

        assertThat(cache.get("acme", MODEL, Purpose.QUERY, "grain")).contains(GRAIN);
        assertThat(cache.get("other", MODEL, Purpose.QUERY, "grain")).isEmpty();
        assertThat(cache.get("acme", MODEL, Purpose.PASSAGE, "grain")).isEmpty();
        assertThat(cache.get("acme", MODEL, Purpose.QUERY, "grain ")).isEmpty();
        assertThat(cache.get("acme", new ModelDescription("fake", "2", 8, 16), Purpose.QUERY, "grain"))
                .isEmpty();
        assertThat(registry.get("cache.gets")
                        .tag("result", "hit")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void keepsNothingWhenItIsSwitchedOff() {
        VectorCache off = new VectorCache(0, Duration.ofHours(1), new SimpleMeterRegistry());

        off.put("acme", MODEL, Purpose.QUERY, "grain", GRAIN);

        assertThat(off.get("acme", MODEL, Purpose.QUERY, "grain")).isEmpty();
    }
}
