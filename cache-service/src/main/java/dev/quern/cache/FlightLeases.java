package dev.quern.cache;

import java.time.Duration;

/**
 * Tells replicas apart that would compute the same value at the same time. A help, never a lock: where it cannot tell,
 * everybody may. Never throws but when interrupted, and answers within a short time.
 */
public interface FlightLeases {
    /** Of a replica that is alone. */
    FlightLeases ALONE = new FlightLeases() {
        @Override
        public boolean take(CacheKey key, Duration lapse) {
            return true;
        }

        @Override
        public void give(CacheKey key) {}
    };

    /**
     * @param lapse after which the lease is free again, whatever became of its holder
     * @return false while another replica has the lease
     */
    boolean take(CacheKey key, Duration lapse) throws InterruptedException;

    /** Gives the lease back, if this replica has it. */
    void give(CacheKey key) throws InterruptedException;
}
