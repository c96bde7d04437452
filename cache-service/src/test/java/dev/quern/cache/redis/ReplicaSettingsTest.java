package dev.quern.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplicaSettingsTest {
    private static final Duration TWO = Duration.ofSeconds(2);

    @Test
    void waitsLongerThanAReplicaCanServeWhatItHasNotHeardOf() {
        ReplicaSettings settings = new ReplicaSettings(TWO, TWO, Duration.ofMinutes(1), 100);

        assertThat(settings.certainty()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.remembered()).isLessThan(settings.forgetAfter());
    }

    @Test
    void namesTheSettingThatIsNotPlausible() {
        assertThatThrownBy(() -> new ReplicaSettings(Duration.ofMillis(10), TWO, Duration.ofMinutes(1), 100))
                .hasMessageContaining("quern.cache.replicas.lease");
        assertThatThrownBy(() -> new ReplicaSettings(TWO, Duration.ofMillis(-1), Duration.ofMinutes(1), 100))
                .hasMessageContaining("quern.cache.replicas.detached-time-to-live");
        assertThatThrownBy(() -> new ReplicaSettings(TWO, TWO, Duration.ofSeconds(7), 100))
                .hasMessageContaining("quern.cache.replicas.forget-after");
        assertThatThrownBy(() -> new ReplicaSettings(TWO, TWO, Duration.ofMinutes(1), 1))
                .hasMessageContaining("quern.cache.replicas.log-entries");
    }
}
