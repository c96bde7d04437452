package dev.quern.cache.redis;

import java.time.Duration;

/**
 * How closely replicas keep up with each other.
 *
 * @param lease how long a replica trusts what it has for itself after the last heartbeat that Redis confirmed
 * @param detachedTimeToLive how long a replica without a lease serves from memory what it was given since
 * @param forgetAfter how long a replica that is silent is still waited for; shorter than that it serves from memory
 * @param logEntries that Redis keeps, roughly
 */
public record ReplicaSettings(Duration lease, Duration detachedTimeToLive, Duration forgetAfter, int logEntries) {
    private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);
    private static final int FEWEST_ENTRIES = 10;

    public ReplicaSettings {
        if (lease.compareTo(SHORTEST_LEASE) < 0) {
            throw new IllegalArgumentException("quern.cache.replicas.lease must be at least 100 ms");
        }
        if (detachedTimeToLive.isNegative()) {
            throw new IllegalArgumentException("quern.cache.replicas.detached-time-to-live must not be negative");
        }
        if (forgetAfter.compareTo(lease.plus(detachedTimeToLive).multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("quern.cache.replicas.forget-after must be at least twice as long as"
                    + " quern.cache.replicas.lease and .detached-time-to-live together");
        }
        if (logEntries < FEWEST_ENTRIES) {
            throw new IllegalArgumentException("quern.cache.replicas.log-entries must be at least " + FEWEST_ENTRIES);
        }
    }

    /** Between two heartbeats, and for one to be answered. */
    Duration beat() {
        return lease.dividedBy(4);
    }

    /** After that no replica serves what was there before, whether it has been heard of or not. */
    Duration certainty() {
        return lease.plus(detachedTimeToLive).plus(lease.dividedBy(2));
    }

    /** How long a silent replica counts on being waited for: clocks do not run at exactly the same speed. */
    Duration remembered() {
        return forgetAfter.multipliedBy(9).dividedBy(10);
    }
}
