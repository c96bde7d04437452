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
final class SingleFlight {
    /**
     * @param patience how long a follower waits at most
     * @param lapse after which a leader is no longer waited for
     * @param flights that are remembered at once
     * @param followers that wait at once
     */
    record Limits(Duration patience, Duration lapse, int flights, int followers) {}

    private final Limits limits;
    private final ConcurrentHashMap<CacheKey, Flight> flights = new ConcurrentHashMap<>();
    private final Semaphore followers;

    SingleFlight(Limits limits) {
        this.limits = limits;
        this.followers = new Semaphore(limits.followers());
    }

    /** Half of the caller's time at most: it needs the rest to compute when nobody else does. */
    Deadline patience(Deadline deadline) {
        return Deadline.after(limits.patience()).orAfter(deadline.remaining().dividedBy(2));
    }

    /** Makes the caller the leader, or returns the flight that it can follow. */
    Optional<Flight> lead(CacheKey key) {
        if (flights.size() >= limits.flights()) {
            flights.values().removeIf(Flight::hasLapsed);
            if (flights.size() >= limits.flights()) {
                return Optional.ofNullable(flights.get(key));
            }
        }
        Flight mine = newFlight();
        Flight current = flights.compute(key, (_, old) -> old == null || old.hasLapsed() ? mine : old);
        return current == mine ? Optional.empty() : Optional.of(current);
    }

    /** @return false when the caller has become impatient, and now leads */
    boolean follow(CacheKey key, Flight flight, Deadline patience) throws InterruptedException {
        if (!followers.tryAcquire()) {
            return false;
        }
        try {
            if (flight.landed.await(patience.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                return true;
            }
        } finally {
            followers.release();
        }
        flights.replace(key, flight, newFlight());
        return false;
    }

    /** The value has been put, or will not be needed. */
    void land(CacheKey key) {
        Flight flight = flights.remove(key);
        if (flight != null) {
            flight.landed.countDown();
        }
    }

    int waiting() {
        return limits.followers() - followers.availablePermits();
    }

    private Flight newFlight() {
        return new Flight(Deadline.after(limits.lapse()));
    }

    /** One computation that somebody has been told to do. */
    static final class Flight {
        private final CountDownLatch landed = new CountDownLatch(1);
        private final Deadline lapse;

        private Flight(Deadline lapse) {
            this.lapse = lapse;
        }

        private boolean hasLapsed() {
            return lapse.isPassed();
        }
    }
}
