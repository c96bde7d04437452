package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachesTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void concurrentMissesOfOneKeyAreComputedOnce() throws Exception {
        SingleFlight flights = flights(LONG, LONG, 100);
        Caches caches = caches(flights);
        assertThat(get(caches).shouldCompute()).isTrue();
        List<Future<Lookup>> others = IntStream.range(0, 50)
                .mapToObj(_ -> threads.submit(() -> get(caches)))
                .toList();
        Eventually.await("all wait", () -> flights.waiting() == 50);

        put(caches, "v");

        for (Future<Lookup> other : others) {
            assertThat(text(other.get())).isEqualTo("v");
        }
    }

    @Test
    void aFollowerComputesWhenItsPatienceIsOver() throws Exception {
        Caches caches = caches(flights(Duration.ofMillis(20), LONG, 100));
        get(caches);

        assertThat(get(caches).shouldCompute()).isTrue();
    }

    @Test
    void aFollowerKeepsHalfOfItsTimeForComputing() throws Exception {
        SingleFlight flights = flights(LONG, LONG, 100);

        assertThat(flights.patience(Deadline.after(Duration.ofSeconds(10))).remaining())
                .isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aLeaderThatNeverPutsIsReplacedWhenItsFlightLapses() throws Exception {
        Caches caches = caches(flights(LONG, Duration.ZERO, 100));
        get(caches);

        assertThat(get(caches).shouldCompute()).isTrue();
    }

    @Test
    void nobodyWaitsBeyondTheLimitOfFollowers() throws Exception {
        Caches caches = caches(flights(LONG, LONG, 0));
        get(caches);

        assertThat(get(caches).shouldCompute()).isTrue();
    }

    @Test
    void aFollowerStopsWaitingWhenItsCallerIsGone() throws Exception {
        SingleFlight flights = flights(LONG, LONG, 100);
        Caches caches = caches(flights);
        get(caches);
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread follower = Thread.ofVirtual().start(() -> {
            try {
                get(caches);
            } catch (Throwable e) {
                outcome.complete(e);
            }
        });
        Eventually.await("it waits", () -> flights.waiting() == 1);

        follower.interrupt();

        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
        assertThat(flights.waiting()).isZero();
    }

    @Test
    void aPlainGetNeverWaits() throws Exception {
        Caches caches = caches(flights(LONG, LONG, 100));
        get(caches);

        assertThat(caches.get(call(Scope.ASK), ValueType.ANSWER, "k", false, false)
                        .shouldCompute())
                .isTrue();
    }

    @Test
    void remembersOnlySoManyFlights() throws Exception {
        SingleFlight flights = new SingleFlight(new SingleFlight.Limits(Duration.ofMillis(1), LONG, 10, 100));
        Caches caches = caches(flights);

        for (int i = 0; i < 100; i++) {
            assertThat(caches.get(call(Scope.ASK), ValueType.ANSWER, "k" + i, true, true)
                            .shouldCompute())
                    .isTrue();
        }
        assertThat(caches.get(call(Scope.ASK), ValueType.ANSWER, "k99", true, true)
                        .shouldCompute())
                .isTrue();
    }

    @Test
    void livesAsLongAsItsTypeUnlessToldOtherwise() throws Exception {
        Caches caches = caches(flights(LONG, LONG, 100));

        put(caches, "v");
        CachedValue own = get(caches).hit().orElseThrow().value();

        assertThat(Duration.between(own.storedAt(), own.expiresAt())).isEqualTo(TestCaches.ANSWER);
    }

    @Test
    void refusesWhatThePrincipalMayNotDo() {
        Caches caches = caches(flights(LONG, LONG, 100));

        assertThatThrownBy(() -> caches.get(call(Scope.ADMIN), ValueType.ANSWER, "k", false, false))
                .hasMessageContaining("ask");
        assertThatThrownBy(() -> caches.invalidateKey(call(Scope.OPERATE), ValueType.ANSWER, "k"))
                .hasMessageContaining("ask");
        assertThatThrownBy(() -> caches.invalidatePattern(call(Scope.ASK), new Glob("k*")))
                .hasMessageContaining("ingest");
        assertThatThrownBy(() -> caches.invalidatePattern(call(Scope.INGEST), new Glob("**")))
                .hasMessageContaining("admin");
        assertThatThrownBy(() -> caches.describe(call(Scope.ADMIN))).hasMessageContaining("operate");
    }

    @Test
    void refusesValuesBeyondTheLimits() {
        Caches caches = caches(flights(LONG, LONG, 100));
        Content small = new Content(new byte[1]);

        assertThatThrownBy(() -> put(caches, new Content(new byte[4 * 1024 * 1024 + 1]), Optional.empty()))
                .hasMessageContaining("4194304");
        assertThatThrownBy(() -> put(caches, small, Optional.of(Duration.ofMillis(999))))
                .hasMessageContaining("1 second");
        assertThatThrownBy(
                        () -> put(caches, small, Optional.of(Duration.ofDays(30).plusSeconds(1))))
                .hasMessageContaining("30 days");
    }

    private static Lookup get(Caches caches) throws InterruptedException {
        return caches.get(call(Scope.ASK), ValueType.ANSWER, "k", true, true);
    }

    private static void put(Caches caches, String text) throws InterruptedException {
        put(caches, new Content(text.getBytes(StandardCharsets.UTF_8)), Optional.empty());
    }

    private static void put(Caches caches, Content content, Optional<Duration> lifetime) throws InterruptedException {
        caches.put(call(Scope.ASK), ValueType.ANSWER, "k", content, lifetime, Set.of(), Cost.NONE);
    }

    private static String text(Lookup lookup) {
        return lookup.hit().map(hit -> Values.text(hit.value())).orElse("nothing");
    }

    private static SingleFlight flights(Duration patience, Duration lapse, int followers) {
        return new SingleFlight(new SingleFlight.Limits(patience, lapse, 1_000, followers));
    }

    private static Caches caches(SingleFlight flights) {
        return new TestCaches().with(flights).build();
    }

    private static Call call(Scope... scopes) {
        Principal principal = new Principal("acme", "test", Set.of(scopes), Priority.INTERACTIVE, Instant.MAX);
        return new Call(
                new SignedPrincipal(principal, new SignedPrincipal.Encoded(new byte[0])),
                Deadline.after(Duration.ofMinutes(5)),
                "0".repeat(32));
    }
}
