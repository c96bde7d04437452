package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsRulesTest {
    @Test
    void takesTheDefaults() {
        assertThatCode(() -> LimitsRules.check(TestSettings.config(Map.of()))).doesNotThrowAnyException();
        assertThat(Counting.of(TestSettings.config(Map.of()))).isEqualTo(Counting.LOCAL);
    }

    @ParameterizedTest
    @CsvSource({
        "requests-per-minute, 0",
        "tokens-per-day, 0",
        "limits.tenant-requests-per-minute, 0",
        "limits.tenant-tokens-per-day, -1",
        "limits.replicas, 0",
        "limits.callers, 0",
        "limits.patience, 0S",
        "limits.pause, 0S",
        "limits.reservation, 120S"
    })
    void namesWhatIsImplausible(String key, String value) {
        GatewayConfig config = TestSettings.config(Map.of(key, value));

        assertThatThrownBy(() -> LimitsRules.check(config)).hasMessageContaining("quern.gateway." + key + " must be");
    }

    @Test
    void countsInRedisWhereThereIsOneAndNotAtAllWhereThatIsSwitchedOff() {
        assertThat(Counting.of(TestSettings.config(Map.of("redis.enabled", "true"))))
                .isEqualTo(Counting.REDIS);
        assertThat(Counting.of(TestSettings.config(Map.of("redis.enabled", "true", "limits.enabled", "false"))))
                .isEqualTo(Counting.OFF);
    }
}
