package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.CacheConfig.SecondLevel;
import dev.quern.cache.semantic.SemanticSettings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheProfilesTest {
    @Test
    void keepsTenTimesAsMuchWhereSpeedIsAll() {
        CacheConfig fast = config("high-performance");

        assertThat(fast.memory().entries()).isEqualTo(100_000);
        assertThat(fast.memory().bytes().asLongValue())
                .isGreaterThan(4 * config("prod").memory().bytes().asLongValue());
        assertThat(fast.semantic().entries()).isEqualTo(10_000);
    }

    @Test
    void keepsAsManyValuesInFewerBytesAndNoneInRedisWhereThereIsLittleMemory() {
        CacheConfig constrained = config("memory-constrained");
        CacheConfig usual = config("prod");

        assertThat(constrained.memory().entries()).isEqualTo(usual.memory().entries());
        assertThat(constrained.memory().bytes().asLongValue())
                .isLessThan(usual.memory().bytes().asLongValue() / 4);
        assertThat(constrained.secondLevel()).isEqualTo(SecondLevel.OFF);
        assertThat(constrained.semantic().entries()).isLessThan(usual.semantic().entries());
        assertThat(constrained.semantic().bytes().asLongValue())
                .isLessThanOrEqualTo(usual.semantic().bytes().asLongValue() / 3);
    }

    @Test
    void fitsIntoTheHeapOfASmallService() {
        CacheConfig usual = config("prod");
        long heap = 256L * 1024 * 1024;

        assertThat(usual.memory().bytes().asLongValue()
                        + usual.semantic().bytes().asLongValue())
                .isLessThan(heap * 6 / 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod", "high-performance", "memory-constrained"})
    void hasPlausibleSettings(String profile) {
        CacheConfig config = config(profile);

        assertThat(Demand.of(config.statistics(), config.memory().entries(), System::nanoTime)
                        .curve()
                        .ratios())
                .isEmpty();
        assertThat(SemanticSettings.of(config.semantic()).candidates()).isPositive();
        assertThat(config.warming().keys()).isLessThanOrEqualTo(config.memory().entries());
    }

    private static CacheConfig config(String profile) {
        return new SmallRyeConfigBuilder()
                .addDefaultSources()
                .addDiscoveredConverters()
                .withProfile(profile)
                // As a deployment without a profile of its own would have it.
                .withSources(new PropertiesConfigSource(Map.of("quern.cache.redis.enabled", "true"), "deployment", 50))
                .withMapping(CacheConfig.class)
                .withValidateUnknown(false)
                .build()
                .getConfigMapping(CacheConfig.class);
    }
}
