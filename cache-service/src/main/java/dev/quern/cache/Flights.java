package dev.quern.cache;

import dev.quern.cache.SingleFlight.Boarding;
import dev.quern.cache.SingleFlight.Flight;
import dev.quern.cache.SingleFlight.Place;
import dev.quern.protocol.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Has a value computed once: by one caller of this replica ({@link SingleFlight}), and by one replica as far as their
 * leases tell. Who waits for another replica looks into the levels now and then, because the value arrives there.
 *
 * <p>An invalidation, of this replica or another, wins over what was being computed when it came: such a value is not
 * kept. Callers that wait for it find nothing, and one of them computes it anew.
 */
final class Flights {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private final LayeredCache cache;
    private final SingleFlight local;
    private final FlightLeases leases;
    private final Duration refreshLapse;
    /** Bounds the callers that wait for other replicas. */
    private final Semaphore waiters;

    /** @param refreshLapse after which a caller that was told to refresh, and has put nothing, is replaced */
    Flights(LayeredCache cache, SingleFlight local, FlightLeases leases, Duration refreshLapse) {
        this.cache = cache;
        this.local = local;
        this.leases = leases;
        this.refreshLapse = refreshLapse;
        this.waiters = new Semaphore(local.limits().followers());
        cache.tell(local);
    }

    /** For a caller that has found nothing: waits for the value while somebody else computes it. */
    Lookup join(CacheKey key, Deadline deadline) throws InterruptedException {
        Deadline patience = local.patience(deadline);
        while (true) {
            Boarding boarding = local.board(key, local.limits().lapse());
            Flight flight = boarding.flight();
            if (boarding.leads() || flight.place() == Place.ELSEWHERE) {
                return lead(key, flight, patience);
            }
            if (!local.follow(key, flight, patience)) {
                return Lookup.compute();
            }
            Optional<Hit> hit = cache.get(key);
            if (hit.isPresent()) {
                return Lookup.of(hit.get());
            }
        }
    }

    /** @return whether the caller, and nobody else for the time being, should compute the value anew */
    boolean leadRefresh(CacheKey key) throws InterruptedException {
        Boarding boarding = local.board(key, refreshLapse);
        Flight flight = boarding.flight();
        // A flight that there was no room to remember would be led by everybody.
        if (!boarding.leads()
                || local.find(key).filter(known -> known == flight).isEmpty()) {
            return false;
        }
        boolean mine = leases.take(key, refreshLapse);
        // A flight elsewhere stays until it lapses, so that the leases are not asked at every hit.
        flight.isAt(mine ? Place.HERE_LEASED : Place.ELSEWHERE);
        return mine;
    }

    /**
     * Keeps the value, unless what it is made from was invalidated since its flight began. A value without a flight is
     * kept in any case: of a caller that did not ask for single flight, or came when there were too many flights,
     * nobody knows when it began. Answers and searches are safe from that too, because the version of their collection
     * is in their key.
     */
    void put(CacheKey key, CachedValue value) throws InterruptedException {
        Staleness staleness = local.find(key).map(Flight::staleness).orElseGet(Staleness::new);
        try {
            if (!staleness.covers(key, value.tags())) {
                cache.put(key, value);
                // An invalidation may have come between the question and the put.
                if (staleness.covers(key, value.tags())) {
                    cache.invalidate(new Invalidation.OfKey(key));
                }
            }
        } finally {
            land(key);
        }
    }

    /** Callers that wait for another replica. */
    int waiting() {
        return local.limits().followers() - waiters.availablePermits();
    }

    private Lookup lead(CacheKey key, Flight flight, Deadline patience) throws InterruptedException {
        boolean computes = false;
        try {
            Optional<Hit> hit = takeLease(key, flight) ? cache.peek(key) : awaitOthers(key, flight, patience);
            computes = hit.isEmpty();
            return new Lookup(hit, false);
        } finally {
            // The value is there, or this caller is gone and another has to lead.
            if (!computes) {
                land(key);
            }
        }
    }

    private Optional<Hit> awaitOthers(CacheKey key, Flight flight, Deadline patience) throws InterruptedException {
        if (!waiters.tryAcquire()) {
            return Optional.empty();
        }
        try {
            Duration pause = FIRST_PAUSE;
            while (!patience.isPassed()) {
                boolean landed = flight.hasLanded(patience.orAfter(pause));
                Optional<Hit> hit = cache.load(key);
                // A lease that is free again without a value: the other replica has given up.
                if (hit.isPresent() || landed || takeLease(key, flight)) {
                    return hit;
                }
                pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
            return Optional.empty();
        } finally {
            waiters.release();
        }
    }

    private boolean takeLease(CacheKey key, Flight flight) throws InterruptedException {
        boolean mine = leases.take(key, local.limits().lapse());
        if (mine) {
            flight.isAt(Place.HERE_LEASED);
        }
        return mine;
    }

    private void land(CacheKey key) throws InterruptedException {
        Optional<Flight> flight = local.land(key);
        if (flight.isPresent() && flight.get().place() == Place.HERE_LEASED) {
            leases.give(key);
        }
    }
}
