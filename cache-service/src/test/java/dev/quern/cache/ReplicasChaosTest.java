package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

@org.junit.jupiter.api.Tag("redis")
class ReplicasChaosTest {
    @Test
    void servesNothingThatWasInvalidatedBeforeAndFailsNobodyWhateverHappensToRedis() throws Exception {
        ReplicasUnderChaos.Figures figures = new ReplicasUnderChaos(Duration.ofSeconds(10), 42).run();

        assertThat(figures.failures()).isEmpty();
        assertThat(figures.violations()).isEmpty();
        assertThat(figures.hits()).isPositive();
        assertThat(figures.confirmed()).isPositive();
        assertThat(figures.faults()).isPositive();
    }
}
