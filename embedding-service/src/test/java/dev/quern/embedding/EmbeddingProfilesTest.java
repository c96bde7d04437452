package dev.quern.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingProfilesTest {
    @Test
    void keepsLessInMemoryWhereThereIsLittle() {
        EmbeddingConfig usual = config("prod");
        EmbeddingConfig constrained = config("memory-constrained");

        assertThat(constrained.cache().entries()).isLessThan(usual.cache().entries());
        assertThat(constrained.onnx().runTokens()).isLessThan(usual.onnx().runTokens());
        assertThat(constrained.maxPending()).isLessThan(usual.maxPending());
    }

    @Test
    void keepsMoreWhereSpeedIsAll() {
        assertThat(config("high-performance").cache().entries())
                .isGreaterThan(config("prod").cache().entries());
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod", "high-performance", "memory-constrained"})
    void hasRoomForAtLeastTwoRequests(String profile) {
        EmbeddingConfig config = config(profile);

        assertThat(config.maxPending()).isGreaterThanOrEqualTo(2 * config.maxBatch());
    }

    private static EmbeddingConfig config(String profile) {
        return new SmallRyeConfigBuilder()
                .addDefaultSources()
                .addDiscoveredConverters()
                .withProfile(profile)
                .withMapping(EmbeddingConfig.class)
                .withValidateUnknown(false)
                .build()
                .getConfigMapping(EmbeddingConfig.class);
    }
}
