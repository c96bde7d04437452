package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quern.protocol.Priority;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final int ROUND = 16 + 4 + 1;

    private final Lanes lanes = new Lanes();

    @Test
    void givesLanesThatAlwaysWaitTheirShares() {
        for (int i = 0; i < 10 * ROUND; i++) {
            for (Priority priority : Priority.values()) {
                lanes.add(waiting(priority, "acme"));
            }
        }

        Map<Priority, Integer> served = serve(10 * ROUND);

        assertThat(served)
                .containsEntry(Priority.EMERGENCY, 160)
                .containsEntry(Priority.INTERACTIVE, 40)
                .containsEntry(Priority.BATCH, 10);
    }

    @Test
    void startsWithTheMostUrgent() {
        for (Priority priority : Priority.values()) {
            lanes.add(waiting(priority, "acme"));
        }

        assertThat(List.of(next().lane(), next().lane(), next().lane()))
                .containsExactly(Priority.EMERGENCY, Priority.INTERACTIVE, Priority.BATCH);
    }

    @Test
    void starvesNobodyWhateverComesInTheOtherLanes() {
        Random random = new Random(9);
        for (int trial = 0; trial < 50; trial++) {
            Lanes others = new Lanes();
            for (int i = 0; i < random.nextInt(100); i++) {
                others.add(waiting(Visitor.anyLane(random), "acme"));
                if (random.nextBoolean()) {
                    others.next(any -> true);
                }
            }
            Waiting patient = waiting(Priority.BATCH, "patient");
            others.add(patient);
            int before = others.before(Priority.BATCH, "nobody");
            int turns = 0;
            Optional<Waiting> served;
            do {
                others.add(waiting(Priority.EMERGENCY, "acme"));
                others.add(waiting(Priority.INTERACTIVE, "acme"));
                served = others.next(any -> true);
                turns++;
            } while (!served.equals(Optional.of(patient)) && turns < 100_000);

            // Everybody of its own lane who was there before costs at most a round.
            assertThat(turns).isLessThanOrEqualTo((before + 2) * ROUND);
        }
    }

    @Test
    void tenantsTakeTurnsAndKeepTheirOrder() {
        List<Waiting> flood = IntStream.range(0, 100)
                .mapToObj(i -> waiting(Priority.INTERACTIVE, "flood"))
                .toList();
        flood.forEach(lanes::add);
        Waiting first = waiting(Priority.INTERACTIVE, "small");
        Waiting second = waiting(Priority.INTERACTIVE, "small");
        lanes.add(first);
        lanes.add(second);

        List<Waiting> served = IntStream.range(0, 5).mapToObj(i -> next()).toList();

        assertThat(served).containsExactly(flood.get(0), first, flood.get(1), second, flood.get(2));
    }

    @Test
    void whoWasAwaySavedNothingUp() {
        for (int i = 0; i < 1000; i++) {
            lanes.add(waiting(Priority.INTERACTIVE, "acme"));
        }
        serve(900);
        for (int i = 0; i < 100; i++) {
            lanes.add(waiting(Priority.BATCH, "acme"));
        }

        assertThat(serve(10).get(Priority.BATCH)).isLessThanOrEqualTo(3);
    }

    @Test
    void knowsHowManyComeBefore() {
        Random random = new Random(4);
        for (int trial = 0; trial < 500; trial++) {
            Lanes some = new Lanes();
            for (int i = random.nextInt(60); i > 0; i--) {
                some.add(waiting(Visitor.anyLane(random), "tenant" + random.nextInt(4)));
            }
            for (int i = random.nextInt(10); i > 0; i--) {
                some.next(any -> true);
            }
            Waiting last = waiting(Visitor.anyLane(random), "tenant" + random.nextInt(4));
            int foreseen = some.before(last.lane(), last.tenant());
            some.add(last);
            int before = 0;
            while (!some.next(any -> true).equals(Optional.of(last))) {
                before++;
            }

            // What lanes have paid already moves it by at most a round, and the tenants' turns by one each.
            assertThat(before).isCloseTo(foreseen, within(ROUND + 4));
        }
    }

    @Test
    void countsWhoComesInAndGoesOut() {
        Random random = new Random(7);
        List<Waiting> inside = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            switch (random.nextInt(3)) {
                case 0 -> {
                    Waiting one = waiting(Visitor.anyLane(random), "tenant" + random.nextInt(5));
                    lanes.add(one);
                    inside.add(one);
                }
                case 1 -> lanes.next(any -> true).ifPresent(inside::remove);
                default -> {
                    if (!inside.isEmpty()) {
                        lanes.remove(inside.remove(random.nextInt(inside.size())));
                    }
                }
            }
            assertThat(lanes.size()).isEqualTo(inside.size());
            assertThat(Arrays.stream(Priority.values()).mapToInt(lanes::size).sum())
                    .isEqualTo(inside.size());
        }
    }

    @Test
    void passesOverALaneThatMayNotGo() {
        lanes.add(waiting(Priority.EMERGENCY, "acme"));
        Waiting batch = waiting(Priority.BATCH, "acme");
        lanes.add(batch);

        assertThat(lanes.next(lane -> lane == Priority.BATCH)).contains(batch);
        assertThat(lanes.next(lane -> lane == Priority.BATCH)).isEmpty();
    }

    @Test
    void theLeastUrgentMakesRoomFirstAndThenTheTenantWhoHasMost() {
        lanes.add(waiting(Priority.BATCH, "acme"));
        for (int i = 0; i < 3; i++) {
            lanes.add(waiting(Priority.INTERACTIVE, "flood"));
        }
        Waiting last = waiting(Priority.INTERACTIVE, "flood");
        lanes.add(last);

        Waiting batch = lanes.giveWayTo(Priority.INTERACTIVE, "small").orElseThrow();
        assertThat(batch.lane()).isEqualTo(Priority.BATCH);
        lanes.remove(batch);
        assertThat(lanes.giveWayTo(Priority.INTERACTIVE, "small")).contains(last);
        assertThat(lanes.giveWayTo(Priority.INTERACTIVE, "flood")).isEmpty();
        assertThat(lanes.giveWayTo(Priority.EMERGENCY, "flood")).contains(last);
        assertThat(lanes.giveWayTo(Priority.BATCH, "small")).isEmpty();
    }

    private Waiting next() {
        return lanes.next(any -> true).orElseThrow();
    }

    private Map<Priority, Integer> serve(int places) {
        Map<Priority, Integer> served = new EnumMap<>(Priority.class);
        for (Priority priority : Priority.values()) {
            served.put(priority, 0);
        }
        for (int i = 0; i < places; i++) {
            served.merge(next().lane(), 1, Integer::sum);
        }
        return served;
    }

    private static Waiting waiting(Priority priority, String tenant) {
        Gate gate = new GateUnderTest().gate;
        return new Waiting(
                gate, Visitor.visit(tenant, priority, Duration.ofMinutes(1).toNanos()), UniAssertSubscriber.create());
    }
}
