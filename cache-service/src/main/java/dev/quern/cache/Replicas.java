package dev.quern.cache;

import dev.quern.protocol.Deadline;

/**
 * The replicas of this service, which drop what one of them has been told to. A replica that hears nothing of the others
 * may not serve what it keeps for itself alone (memory, disk): see {@link #trusts}.
 */
public interface Replicas {
    /**
     * Of a replica that is alone. Replicas without a shared Redis are alone too, each with the callers that chose it:
     * there is no value that one has from another, and the callers of a key, its invalidation included, go to the same
     * replica while it is there. Whoever runs several of them and invalidates by tag or pattern has to tell each one.
     */
    Replicas ALONE = new Replicas() {
        @Override
        public void start(LocalLevels levels) {}

        @Override
        public boolean invalidated(Invalidation invalidation, Deadline deadline) {
            return true;
        }

        @Override
        public void tellLater(Invalidation invalidation) {}

        @Override
        public void replaced(CacheKey key) {}

        @Override
        public boolean trusts(CacheLevel level, ValueType type) {
            return true;
        }

        @Override
        public boolean isCoherent() {
            return true;
        }
    };

    /** Begins to listen to the others; to be called once. */
    void start(LocalLevels levels);

    /**
     * Tells the others, after the levels of this replica and those that are shared have dropped the values.
     *
     * @return whether no replica serves any of the values any more; false when that could not be made sure in time: it
     *     then comes true later
     */
    boolean invalidated(Invalidation invalidation, Deadline deadline) throws InterruptedException;

    /** Tells the others when that is possible, without waiting for it. */
    void tellLater(Invalidation invalidation);

    /** Tells the others, without waiting for them, that they may hold an older value. */
    void replaced(CacheKey key);

    /**
     * Whether the level may be asked for a value now. To be asked before the value is read: an answer that comes after
     * could vouch for a value that was dropped in between. Never waits.
     */
    boolean trusts(CacheLevel level, ValueType type);

    /** Whether this replica hears of what the others invalidate. */
    boolean isCoherent();
}
