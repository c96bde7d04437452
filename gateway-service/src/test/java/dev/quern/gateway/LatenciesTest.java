package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private final Latencies latencies = new Latencies();

    @Test
    void saysNothingUntilEnoughWasMeasured() {
        measure(Latencies.ENOUGH - 1, 10);
        assertThat(latencies.estimate(Strategy.TWO_STAGE)).isEmpty();

        measure(1, 10);

        assertThat(latencies.estimate(Strategy.TWO_STAGE)).contains(estimate(10, 10));
    }

    @Test
    void tellsTheMedianAndWhatNineteenInTwentyTakeAtMost() {
        for (int millis = 100; millis >= 1; millis--) {
            measure(1, millis);
        }

        assertThat(latencies.estimate(Strategy.TWO_STAGE)).contains(estimate(50, 95));
    }

    @Test
    void forgetsWhatIsLongAgo() {
        measure(Latencies.KEPT, 1_000);

        measure(Latencies.KEPT, 3);

        assertThat(latencies.estimate(Strategy.TWO_STAGE)).contains(estimate(3, 3));
    }

    @Test
    void keepsStrategiesApart() {
        measure(Latencies.ENOUGH, 10);

        assertThat(latencies.estimate(Strategy.SINGLE_STAGE)).isEmpty();
        assertThat(latencies.estimate(Strategy.MULTI_STAGE)).isEmpty();
    }

    private void measure(int times, long millis) {
        for (int i = 0; i < times; i++) {
            latencies.measured(Strategy.TWO_STAGE, Duration.ofMillis(millis));
        }
    }

    private static Analysis.Estimate estimate(long median, long nineteenInTwenty) {
        return new Analysis.Estimate(Duration.ofMillis(median), Duration.ofMillis(nineteenInTwenty));
    }
}
