package dev.quern.cache;

import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.SingleFlight.Flight;
import dev.quern.cache.SingleFlight.Limits;
import dev.quern.cache.caffeine.CaffeineStore;
import dev.quern.protocol.Deadline;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlightsTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final CacheKey KEY = key("acme", "k");
    private static final Tag TAG = Values.document("d");

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LayeredCache cache = new LayeredCache(
            new CaffeineStore(100, 1_000_000, LONG, InstantSource.system()),
            List.of(),
            new CacheMetrics(new SimpleMeterRegistry()));

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void keepsNothingThatAnotherReplicaHasInvalidatedMeanwhile() throws Exception {
        Flights flights = flights(LONG, LONG);
        assertThat(join(flights)).isTrue();

        cache.drop(new Invalidation.OfTag("acme", TAG));
        flights.put(KEY, value("stale", TAG));

        assertThat(cache.get(KEY)).isEmpty();
    }

    @Test
    void keepsNothingOfWhichAnInvalidationMayHaveBeenMissedMeanwhile() throws Exception {
        Flights flights = flights(LONG, LONG);
        assertThat(join(flights)).isTrue();

        cache.dropChangeable(true);
        flights.put(KEY, value("stale", TAG));

        assertThat(cache.get(KEY)).isEmpty();
    }

    @Test
    void keepsNothingStaleOfALeaderWhoseFlightHasLapsed() throws Exception {
        Flights flights = flights(LONG, Duration.ZERO);
        assertThat(join(flights)).isTrue();
        cache.drop(new Invalidation.OfTag("acme", TAG));
        assertThat(join(flights)).isTrue();

        flights.put(KEY, value("stale", TAG));

        assertThat(cache.get(KEY)).isEmpty();
    }

    @Test
    void keepsNothingStaleOfALeaderWhomAFollowerHasReplaced() throws Exception {
        Flights flights = flights(Duration.ZERO, LONG);
        assertThat(join(flights)).isTrue();
        cache.drop(new Invalidation.OfTag("acme", TAG));
        assertThat(join(flights)).isTrue();

        flights.put(KEY, value("stale", TAG));

        assertThat(cache.get(KEY)).isEmpty();
    }

    @Test
    void keepsWhatIsComputedAfterTheStaleValueHasLanded() throws Exception {
        Flights flights = flights(LONG, LONG);
        join(flights);
        cache.drop(new Invalidation.OfTag("acme", TAG));
        flights.put(KEY, value("stale", TAG));

        assertThat(join(flights)).isTrue();
        flights.put(KEY, value("new", TAG));

        assertThat(cache.get(KEY).map(hit -> Values.text(hit.value()))).contains("new");
    }

    @Test
    void wakesTheFollowersOfALeaderThatAnotherFollowerHasReplaced() throws Exception {
        SingleFlight local = new SingleFlight(new Limits(LONG, LONG, 100, 100));
        Flight flight = local.board(KEY, LONG).flight();
        Future<Boolean> patient = threads.submit(() -> local.follow(KEY, flight, Deadline.after(LONG)));
        Eventually.await("it follows", () -> local.waiting() == 1);
        assertThat(local.follow(KEY, flight, Deadline.after(Duration.ZERO))).isFalse();

        local.land(KEY);

        assertThat(patient.get(30, TimeUnit.SECONDS)).isTrue();
    }

    private Flights flights(Duration patience, Duration lapse) {
        return new Flights(cache, new SingleFlight(new Limits(patience, lapse, 100, 100)), FlightLeases.ALONE, LONG);
    }

    /** @return whether the caller shall compute */
    private static boolean join(Flights flights) throws InterruptedException {
        return flights.join(KEY, Deadline.after(LONG)).shouldCompute();
    }
}
