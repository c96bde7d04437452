package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PressureLevelTest {
    private static final double SECOND = Duration.ofSeconds(1).toNanos();

    private final PressureLevel level =
            new PressureLevel(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(5));
    private long now;

    @Test
    void aShortBurstChangesNothing() {
        assertThat(after(10 * SECOND, 1, 0)).isEqualTo(Pressure.NONE);
        assertThat(after(10 * SECOND, 1, .4)).isEqualTo(Pressure.NONE);
        assertThat(after(0, 0, .2)).isEqualTo(Pressure.NONE);
        assertThat(after(10 * SECOND, 1, .4)).isEqualTo(Pressure.NONE);
    }

    @Test
    void risesWithWaitingOrWithTheQueue() {
        after(1.5 * SECOND, 0, 0);
        assertThat(after(1.5 * SECOND, 0, .5)).isEqualTo(Pressure.HIGH);
        after(0, .95, 0);
        assertThat(after(0, .95, .5)).isEqualTo(Pressure.SEVERE);
    }

    @Test
    void oneBadLookWhileItIsHighIsNotSevere() {
        after(1.5 * SECOND, 0, 0);

        assertThat(after(10 * SECOND, 0, .5)).isEqualTo(Pressure.HIGH);
        assertThat(after(10 * SECOND, 0, .4)).isEqualTo(Pressure.HIGH);
        assertThat(after(10 * SECOND, 0, .1)).isEqualTo(Pressure.SEVERE);
    }

    @Test
    void staysWhileItIsNotClearlyLower() {
        after(1.5 * SECOND, 0, 0);
        after(1.5 * SECOND, 0, .5);

        for (int i = 0; i < 100; i++) {
            assertThat(after(.7 * SECOND, 0, 1)).isEqualTo(Pressure.HIGH);
        }
    }

    @Test
    void fallsAStepAtATimeOnceItWasCalm() {
        after(5 * SECOND, 0, 0);
        after(5 * SECOND, 0, 1);

        after(0, 0, 0);
        assertThat(after(0, 0, 4.9)).isEqualTo(Pressure.SEVERE);
        assertThat(after(0, 0, .2)).isEqualTo(Pressure.HIGH);
        after(0, 0, 0);
        assertThat(after(0, 0, 5)).isEqualTo(Pressure.NONE);
    }

    @Test
    void doesNotFlapWhileLoadGoesUpAndDownAroundAThreshold() {
        Random random = new Random(5);
        List<Pressure> changes = new ArrayList<>(List.of(Pressure.NONE));
        for (int i = 0; i < 6000; i++) {
            Pressure next = after((.6 + .8 * random.nextDouble()) * SECOND, 0, .1);
            if (next != changes.getLast()) {
                changes.add(next);
            }
        }

        assertThat(changes).containsExactly(Pressure.NONE, Pressure.HIGH);
    }

    private Pressure after(double wait, double fill, double seconds) {
        now += (long) (seconds * SECOND);
        return level.look(wait, fill, now);
    }
}
