package dev.quern.cache.redis;

/**
 * Until when this replica may trust what it has for itself. It is held for a while after the sending of a heartbeat that
 * Redis has confirmed, if the log was then read up to where it was at the heartbeat.
 */
final class Lease {
    private final ReplicaSettings settings;
    /** Everything that was invalidated before this has been dropped here. */
    private volatile Moment caughtUp = Moment.NEVER;
    /** The others wait for this replica at least for a while from then on. */
    private volatile Moment registered = Moment.NEVER;
    /** What is in memory, and can change, was put there after this. */
    private volatile Moment emptied = Moment.NEVER;

    private volatile boolean over;

    Lease(ReplicaSettings settings) {
        this.settings = settings;
    }

    boolean isHeld() {
        return !over && caughtUp.isWithin(settings.lease());
    }

    /** Whether memory has only what was put there so lately that whoever invalidates it waits longer than that. */
    boolean isMemoryNew() {
        return !over && registered.isWithin(settings.remembered()) && emptied.isWithin(settings.detachedTimeToLive());
    }

    void caughtUp(Moment beat) {
        caughtUp = beat;
    }

    void registered(Moment beat) {
        registered = beat;
    }

    void emptied(Moment before) {
        emptied = before;
    }

    boolean shouldEmpty() {
        return !emptied.isWithin(settings.detachedTimeToLive().dividedBy(2));
    }

    void end() {
        over = true;
    }
}
