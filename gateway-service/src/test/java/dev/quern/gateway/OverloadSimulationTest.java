package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A gate before services that do so much at once at full speed, and more of it only slower, and worse the more there is.
 * Whoever is refused does not come again, and requests come whether others are answered or not.
 */
class OverloadSimulationTest {
    private static final int CORES = 16;
    private static final Duration WORK = Duration.ofMillis(100);
    private static final double CAPACITY = CORES * 1e9 / WORK.toNanos();
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final Duration WARMING_UP = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofMinutes(2);

    private final GateUnderTest test = new GateUnderTest(new GateSettings(8, 8, 200, 200, Duration.ofSeconds(10), .5));
    private final Random random = new Random(11);
    private double slowdown = 1;

    @ParameterizedTest
    @ValueSource(doubles = {2, 5})
    void doesAlmostAsMuchAsItCanUnderOverload(double load) {
        Counts counts = run(load, LONG, TIME);

        double possible = CAPACITY * LONG.toSeconds();
        assertThat(counts.inTime).isGreaterThanOrEqualTo((int) (.9 * possible));
        assertThat(counts.late).isLessThanOrEqualTo((int) (.02 * possible));
        assertThat(counts.percentile(.95)).isLessThan(TIME);
        // Refused as soon as it came, except for the few who were let into the queue in vain.
        assertThat(counts.refusedAtOnce).isGreaterThan((int) (.9 * (load - 1) * possible));
        assertThat(counts.refusedLater).isLessThanOrEqualTo((int) (.05 * counts.came));
    }

    @Test
    void refusesNobodyBelowItsCapacity() {
        Counts counts = run(.7, LONG, TIME);

        assertThat(counts.refusedAtOnce + counts.refusedLater + counts.late).isZero();
    }

    @Test
    void shrinksWhenTheServicesGetSlowerAndRecovers() {
        run(2, LONG, TIME);
        int before = test.gate.limit();

        slowdown = 4;
        run(2, Duration.ofSeconds(20), TIME);
        int slower = test.gate.limit();
        slowdown = 1;
        run(2, LONG, TIME);

        assertThat(slower).isLessThan(before);
        assertThat(test.gate.limit()).isGreaterThan(slower).isLessThan(4 * CORES);
    }

    /** What became of those who came after it had warmed up. */
    private Counts run(double load, Duration length, Duration time) {
        TurnedClock clock = test.clock;
        long start = clock.now();
        long end = WARMING_UP.plus(length).toNanos();
        Counts counts = new Counts();
        while (clock.now() - start < end) {
            clock.turn(Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) * 1e9 / (load * CAPACITY))));
            Counts counted = clock.now() - start < WARMING_UP.toNanos() ? new Counts() : counts;
            come(counted, clock.now() + time.toNanos());
        }
        clock.turn(Duration.ofMinutes(1));
        assertThat(test.gate.pending()).isZero();
        return counts;
    }

    private void come(Counts counts, long deadline) {
        TurnedClock clock = test.clock;
        long came = clock.now();
        counts.came++;
        new Entering(test.gate, Visitor.visit("tenant" + random.nextInt(5), Priority.INTERACTIVE, deadline))
                .subscribe()
                .with(place -> work(place, came, deadline, counts), failure -> {
                    if (clock.now() == came) {
                        counts.refusedAtOnce++;
                    } else {
                        counts.refusedLater++;
                    }
                });
    }

    private void work(Admission.Place place, long came, long deadline, Counts counts) {
        TurnedClock clock = test.clock;
        double crowd = Math.max(1, (double) test.gate.running() / CORES);
        double thrashing = 1 + .01 * Math.max(0, test.gate.running() - 4 * CORES);
        double takes = WORK.toNanos() * slowdown * crowd * thrashing * (.5 + random.nextDouble());
        clock.at(clock.now() + (long) takes, () -> {
            if (clock.now() - deadline > 0) {
                counts.late++;
                place.failed(new QuernException(ErrorCode.DEADLINE_EXCEEDED, "late"));
            } else {
                counts.inTime++;
                counts.times.add(Duration.ofNanos(clock.now() - came));
                place.began(WorkKind.SEARCH);
                place.done();
            }
        });
    }

    private static final class Counts {
        int came;
        int inTime;
        int late;
        int refusedAtOnce;
        int refusedLater;
        final List<Duration> times = new ArrayList<>();

        Duration percentile(double share) {
            Collections.sort(times);
            return times.get((int) (share * (times.size() - 1)));
        }
    }
}
