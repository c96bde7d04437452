package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifetimesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void spreadsTheEndsOfValuesThatAreStoredTogether() {
        Random random = new Random(1);
        Lifetimes lifetimes = lifetimes(Map.of(), random);
        Set<Instant> ends = new HashSet<>();

        for (int i = 0; i < 1_000; i++) {
            CachedValue value = begin(lifetimes, ValueType.SEARCH, Optional.empty());
            assertThat(value.freshUntil()).isBetween(NOW.plusSeconds(540), NOW.plusSeconds(600));
            assertThat(Duration.between(value.freshUntil(), value.expiresAt())).isEqualTo(Duration.ofSeconds(10));
            ends.add(value.freshUntil());
        }

        assertThat(ends).hasSizeGreaterThan(900);
    }

    @Test
    void neverLetsAValueBeFreshForLongerThanItsCallerSaid() {
        Lifetimes lifetimes = lifetimes(Map.of("quern.cache.jitter.answer", "0"), new Random(1));

        assertThat(begin(lifetimes, ValueType.ANSWER, Optional.of(Duration.ofSeconds(7)))
                        .expiresAt())
                .isEqualTo(NOW.plusSeconds(7));
    }

    @ParameterizedTest
    @CsvSource({
        "quern.cache.jitter.api, 0.6",
        "quern.cache.jitter.sql, -0.1",
        "quern.cache.stale.search, 2H",
        "quern.cache.time-to-live.answer, 0S",
        "quern.cache.time-to-live.embedding, 36500D",
    })
    void refusesToStartWithSettingsThatMakeNoSense(String key, String value) {
        assertThatThrownBy(() -> lifetimes(Map.of(key, value), new Random(1))).hasMessageContaining(key);
    }

    private static CachedValue begin(Lifetimes lifetimes, ValueType type, Optional<Duration> told) {
        return lifetimes.begin(type, new Content(new byte[0]), told, Set.of(), Cost.NONE, NOW);
    }

    private static Lifetimes lifetimes(Map<String, String> settings, Random random) {
        CacheConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .withMapping(CacheConfig.class)
                .build()
                .getConfigMapping(CacheConfig.class);
        return new Lifetimes(config.timeToLive(), config.jitter(), config.stale(), random::nextDouble);
    }
}
