package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingWiringTest {

    @ParameterizedTest
    @CsvSource({
        "routing.small-below,-0.1",
        "routing.small-below,0.8",
        "routing.balanced-below,1.1",
        "routing.balanced-below,NaN",
        "routing.stall-limit,0S",
        "roles.memory.concurrency,0",
        "roles.reasoning.queue,-1",
        "roles.affect.time,0S",
        "batch.limit,0",
        "batch.concurrency,0",
        "sharing.callers,0",
        "accounting.tenants,-1"
    })
    void namesTheKeyThatMakesNoSense(String key, String value) {
        assertThatThrownBy(() -> Generators.of(new SimpleMeterRegistry(), Map.of("quern.llm." + key, value), List.of()))
                .hasMessageContaining("quern.llm." + key);
    }

    @Test
    void hasTheBulkheadsOfTheRequirement() {
        LlmConfig.Roles roles = Generators.config(Map.of()).roles();

        assertThat(List.of(
                        roles.memory().concurrency(),
                        roles.reasoning().concurrency(),
                        roles.affect().concurrency()))
                .containsExactly(3, 2, 4);
        assertThat(List.of(
                        roles.memory().queue(),
                        roles.reasoning().queue(),
                        roles.affect().queue()))
                .containsExactly(100, 50, 200);
        assertThat(List.of(
                        roles.memory().time(),
                        roles.reasoning().time(),
                        roles.affect().time()))
                .containsExactly(Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofSeconds(15));
    }

    @Test
    void hasProfiles() {
        LlmConfig.Reasoning fast = profile("high-performance").roles().reasoning();
        LlmConfig.Reasoning modest = profile("memory-constrained").roles().reasoning();

        assertThat(fast.concurrency()).isEqualTo(8);
        assertThat(fast.queue()).isEqualTo(1000);
        assertThat(fast.time()).isEqualTo(Duration.ofMinutes(2));
        assertThat(modest.concurrency()).isEqualTo(2);
        assertThat(modest.queue()).isEqualTo(100);
    }

    private static LlmConfig profile(String name) {
        return new SmallRyeConfigBuilder()
                .addDefaultSources()
                .addDiscoveredConverters()
                .withProfile(name)
                .withMapping(LlmConfig.class)
                .withValidateUnknown(false)
                .build()
                .getConfigMapping(LlmConfig.class);
    }
}
