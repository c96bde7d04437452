package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.Call;
import dev.quern.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlightsAcrossReplicasTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final CacheKey KEY = Values.key("acme", "k");

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final FakeStore shared = new FakeStore();
    private final FakeLeases leases = new FakeLeases();
    private final SingleFlight local = flights(LONG, 100);
    private final Caches caches =
            new TestCaches().with(leases).with(shared).with(local).build();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void takesTheLeaseForAMissAndGivesItBackWithTheValue() throws Exception {
        assertThat(get(caches).shouldCompute()).isTrue();
        assertThat(leases.mine).containsExactly(KEY);

        put(caches);

        assertThat(leases.mine).isEmpty();
    }

    @Test
    void waitsForTheValueOfAnotherReplica() throws Exception {
        leases.elsewhere = true;
        List<Future<Lookup>> callers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            callers.add(threads.submit(() -> get(caches)));
        }
        Eventually.await("one asks for the lease, the others follow it", () -> local.waiting() == 19);

        shared.values.put(KEY, Values.value("theirs"));

        for (Future<Lookup> caller : callers) {
            assertThat(text(caller.get())).isEqualTo("theirs");
        }
    }

    @Test
    void computesWhenTheOtherReplicaGivesUp() throws Exception {
        leases.elsewhere = true;
        Future<Lookup> caller = threads.submit(() -> get(caches));
        Eventually.await("it waits", () -> leases.asked > 2);

        leases.elsewhere = false;

        assertThat(caller.get().shouldCompute()).isTrue();
        assertThat(leases.mine).containsExactly(KEY);
    }

    @Test
    void computesWhenItsPatienceIsOver() throws Exception {
        leases.elsewhere = true;
        Caches hasty = new TestCaches()
                .with(leases)
                .with(flights(Duration.ofMillis(20), 100))
                .build();

        assertThat(get(hasty).shouldCompute()).isTrue();
        assertThat(leases.mine).isEmpty();
    }

    @Test
    void waitsForNobodyBeyondTheLimitOfWaiters() throws Exception {
        leases.elsewhere = true;
        Caches crowded = new TestCaches().with(leases).with(flights(LONG, 0)).build();

        assertThat(get(crowded).shouldCompute()).isTrue();
    }

    @Test
    void leavesTheLeadToAnotherWhenItsCallerIsGone() throws Exception {
        leases.elsewhere = true;
        Future<Lookup> gone = threads.submit(() -> get(caches));
        Eventually.await("it waits", () -> leases.asked > 1);
        Future<Lookup> follower = threads.submit(() -> get(caches));
        Eventually.await("it follows", () -> local.waiting() == 1);

        gone.cancel(true);
        leases.elsewhere = false;

        assertThat(follower.get().shouldCompute()).isTrue();
    }

    @Test
    void waitsNoLongerForAFlightThanItLasts() throws Exception {
        Caches brief = new TestCaches()
                .with(new SingleFlight(new SingleFlight.Limits(LONG, Duration.ofMillis(20), 100, 100)))
                .build();
        get(brief);

        assertThat(get(brief).shouldCompute()).isTrue();
    }

    private static Lookup get(Caches caches) throws InterruptedException {
        return caches.get(call(), ValueType.ANSWER, "k", true, true);
    }

    private static void put(Caches caches) throws InterruptedException {
        Content content = new Content("v".getBytes(StandardCharsets.UTF_8));
        caches.put(call(), ValueType.ANSWER, "k", content, Optional.empty(), Set.of(), Cost.NONE);
    }

    private static Call call() {
        return Callers.call("acme", Scope.ASK);
    }

    private static String text(Lookup lookup) {
        return lookup.hit().map(hit -> Values.text(hit.value())).orElse("nothing");
    }

    private static SingleFlight flights(Duration patience, int followers) {
        return new SingleFlight(new SingleFlight.Limits(patience, LONG, 1_000, followers));
    }
}
