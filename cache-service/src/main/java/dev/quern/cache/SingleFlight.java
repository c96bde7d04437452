package dev.quern.cache;

import dev.quern.protocol.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Has concurrent misses of one key computed once: the first caller leads, the others follow until its value has been
 * put. A leader that never puts is replaced by the first follower that loses patience, and at the latest when its
 * flight lapses. Nothing here grows without bound: beyond the limits callers simply compute for themselves.
 */
final class SingleFlight implements StalenessListener {
    /**
     * @param patience how long a follower waits at most
     * @param lapse after which a leader is no longer waited for
     * @param flights that are remembered at once
     * @param followers that wait at once
     */
    record Limits(Duration patience, Duration lapse, int flights, int followers) {}

    /** @param leads whether the caller leads the flight; else it can follow it */
    record Boarding(Flight flight, boolean leads) {}

    private final Limits limits;
    private final ConcurrentHashMap<CacheKey, Flight> flights = new ConcurrentHashMap<>();
    private final Semaphore followers;

    SingleFlight(Limits limits) {
        this.limits = limits;
        this.followers = new Semaphore(limits.followers());
    }

    Limits limits() {
        return limits;
    }

    /** Half of the caller's time at most: it needs the rest to compute when nobody else does. */
    Deadline patience(Deadline deadline) {
        return Deadline.after(limits.patience()).orAfter(deadline.remaining().dividedBy(2));
    }

    /** Makes the caller the leader, or returns the flight that it can follow. */
    Boarding board(CacheKey key, Duration lapse) {
        if (flights.size() >= limits.flights()) {
            flights.values().removeIf(Flight::hasLapsed);
            if (flights.size() >= limits.flights()) {
                Flight current = flights.get(key);
                return new Boarding(current == null ? new Flight(lapse) : current, current == null);
            }
        }
        Flight current = flights.get(key);
        while (current == null || current.hasLapsed()) {
            Flight mine = current == null ? new Flight(lapse) : current.next(lapse);
            if (current == null ? flights.putIfAbsent(key, mine) == null : flights.replace(key, current, mine)) {
                return new Boarding(mine, true);
            }
            current = flights.get(key);
        }
        return new Boarding(current, false);
    }

    /** @return false when the caller has become impatient, and now leads */
    boolean follow(CacheKey key, Flight flight, Deadline patience) throws InterruptedException {
        if (!followers.tryAcquire()) {
            return false;
        }
        try {
            if (flight.hasLanded(flight.lapse.orAfter(patience.remaining())) || !patience.isPassed()) {
                return true;
            }
        } finally {
            followers.release();
        }
        flights.replace(key, flight, flight.next(limits.lapse()));
        return false;
    }

    /** The flight of a key that somebody leads just now. */
    Optional<Flight> find(CacheKey key) {
        return Optional.ofNullable(flights.get(key));
    }

    /** The value has been put, or will not be needed. */
    Optional<Flight> land(CacheKey key) {
        Flight flight = flights.remove(key);
        if (flight != null) {
            flight.landed.countDown();
        }
        return Optional.ofNullable(flight);
    }

    /** What is being computed may be made from what has just been declared stale. */
    @Override
    public void outdate(Invalidation invalidation) {
        flights.forEach((key, flight) -> {
            if (key.tenant().equals(invalidation.tenant())) {
                flight.staleness.add(invalidation);
            }
        });
    }

    @Override
    public void outdateAll() {
        flights.forEach((key, flight) -> flight.staleness.add(new Invalidation.OfTenant(key.tenant())));
    }

    int waiting() {
        return limits.followers() - followers.availablePermits();
    }

    /** One computation that somebody has been told to do. */
    static final class Flight {
        private final Deadline lapse;
        private final CountDownLatch landed;
        private final Staleness staleness;
        private volatile Place place = Place.HERE;

        private Flight(Duration lapse) {
            this(lapse, new CountDownLatch(1), new Staleness());
        }

        private Flight(Duration lapse, CountDownLatch landed, Staleness staleness) {
            this.lapse = Deadline.after(lapse);
            this.landed = landed;
            this.staleness = staleness;
        }

        /** That of another leader. The one before may still put its value, and its followers wait for this one too. */
        private Flight next(Duration duration) {
            return new Flight(duration, landed, staleness);
        }

        /** Waits until then at most. */
        boolean hasLanded(Deadline until) throws InterruptedException {
            return landed.await(until.remaining().toNanos(), TimeUnit.NANOSECONDS);
        }

        /** What has become stale since the flight began. */
        Staleness staleness() {
            return staleness;
        }

        void isAt(Place where) {
            place = where;
        }

        Place place() {
            return place;
        }

        private boolean hasLapsed() {
            return lapse.isPassed();
        }
    }

    /** Where a value is being computed, as far as the leases of the replicas tell. */
    enum Place {
        HERE,
        /** This replica has the lease. */
        HERE_LEASED,
        ELSEWHERE
    }
}
