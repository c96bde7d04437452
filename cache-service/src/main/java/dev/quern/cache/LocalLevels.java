package dev.quern.cache;

/** The levels of one replica, as far as the other replicas have to do with them. */
public interface LocalLevels {
    /** Drops what another replica has invalidated, from the levels that only this replica has. */
    void drop(Invalidation invalidation) throws InterruptedException;

    /** Drops a value that another replica has replaced, from the levels that only this replica has. */
    void dropReplaced(CacheKey key) throws InterruptedException;

    /**
     * Drops all that an invalidation may have missed: values whose type can change, from memory, or from every level
     * that only this replica has.
     */
    void dropChangeable(boolean diskToo) throws InterruptedException;

    /** Whether nothing, at the levels or beside them, still has to make good an invalidation of the tenant. */
    boolean isSettled(String tenant);

    /** Has what is shared make good what it missed of the tenant; returns whether it has. */
    boolean settle(String tenant) throws InterruptedException;
}
