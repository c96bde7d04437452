package dev.quern.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.cache.CacheConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SemanticSettingsTest {
    @Test
    void wantsTheSurenessThatTheMatcherWasCalibratedFor() {
        assertThat(settings(Map.of()).threshold()).isEqualTo(QuestionMatcher.DEFAULT_THRESHOLD);
    }

    @Test
    void takesTheThresholdOfItsMode() {
        assertThat(settings(Map.of("quern.cache.semantic.mode", "cosine")).threshold())
                .isEqualTo(.9);
        assertThat(settings(Map.of(
                                "quern.cache.semantic.mode", "cosine", "quern.cache.semantic.cosine-threshold", ".85"))
                        .threshold())
                .isEqualTo(.85);
    }

    @Test
    void namesTheKeyOfAnImplausibleSetting() {
        assertThatThrownBy(() -> settings(Map.of("quern.cache.semantic.bytes", "1M")))
                .hasMessageContaining("quern.cache.semantic.bytes");
        assertThatThrownBy(() -> settings(Map.of("quern.cache.semantic.entries", "100001")))
                .hasMessageContaining("quern.cache.semantic.entries");
    }

    private static SemanticSettings settings(Map<String, String> keys) {
        return SemanticSettings.of(new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(keys, "test", 100))
                .withMapping(CacheConfig.class)
                .withValidateUnknown(false)
                .build()
                .getConfigMapping(CacheConfig.class)
                .semantic());
    }
}
