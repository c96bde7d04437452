package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.cache.caffeine.CaffeineStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryPressureTest {
    private final Gauge gauge = new Gauge();
    private final List<Double> shares = new ArrayList<>();
    private final MemoryPressure pressure = new MemoryPressure(gauge, 0.8, 0.92, shares::add);

    @Test
    void leavesMemoryAloneBelowTheLimits() {
        look(0.79, 0.91);

        assertThat(shares).isEmpty();
        assertThat(pressure.share()).isEqualTo(1);
    }

    @Test
    void halvesAboveALimitAndQuartersHalfwayToTheEnd() {
        look(0.8, 0);
        look(0.89, 0);
        look(0.9, 0);

        assertThat(shares).containsExactly(0.5, 0.25);
    }

    @Test
    void quartersAtOnceWhenTheContainerIsNearlyFull() {
        look(0.1, 0.96);

        assertThat(shares).containsExactly(0.25);
    }

    @Test
    void growsStepByStepOnlyAfterAWhileWellBelowBothLimits() {
        look(0.95, 0);
        look(0.69, 0.5);
        look(0.69, 0.5);
        look(0.75, 0.5);
        look(0.69, 0.5);
        look(0.69, 0.5);
        assertThat(shares).containsExactly(0.25);

        look(0.69, 0.5);
        assertThat(shares).containsExactly(0.25, 0.5);

        look(0.69, 0.5);
        look(0.69, 0.83);
        look(0.69, 0.5);
        look(0.69, 0.5);
        look(0.69, 0.5);
        assertThat(shares).containsExactly(0.25, 0.5, 1.0);
    }

    @Test
    void dropsTheColdValuesAtOnce() {
        CaffeineStore store = new CaffeineStore(1_000, 1_000_000, Duration.ofMinutes(5), InstantSource.system());
        for (int i = 0; i < 1_000; i++) {
            store.put(Values.key("acme", "k" + i), Values.value("v"));
        }
        gauge.heap = 0.99;

        new MemoryPressure(gauge, 0.8, 0.92, store::resize).look();

        assertThat(store.usage().entries()).isEqualTo(250);
        assertThat(store.usage().bytes()).isLessThanOrEqualTo(250_000);
    }

    @Test
    void refusesLimitsThatMakeNoSense() {
        assertThatThrownBy(() -> new MemoryPressure(gauge, 1.5, 0.92, shares::add))
                .hasMessageContaining("quern.cache.pressure.heap");
        assertThatThrownBy(() -> new MemoryPressure(gauge, 0.8, Double.NaN, shares::add))
                .hasMessageContaining("quern.cache.pressure.container");
    }

    private void look(double heap, double container) {
        gauge.heap = heap;
        gauge.container = container;
        pressure.look();
    }

    private static final class Gauge implements MemoryGauge {
        private double heap;
        private double container;

        @Override
        public double heap() {
            return heap;
        }

        @Override
        public double container() {
            return container;
        }
    }
}
