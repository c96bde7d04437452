package dev.quern.cache;

/** Keeps values of its own beside the levels, which go with those. */
public interface Invalidating {
    Invalidating NOTHING = new Invalidating() {
        @Override
        public long invalidate(Invalidation invalidation) {
            return 0;
        }

        @Override
        public long forget(Invalidation invalidation) {
            return 0;
        }

        @Override
        public void forgetAll() {}

        @Override
        public boolean isSettled(String tenant) {
            return true;
        }

        @Override
        public boolean settle(String tenant) {
            return true;
        }
    };

    /**
     * Drops what {@code invalidation} covers here and where it is shared. Never fails but when interrupted.
     *
     * @return how many values went
     */
    long invalidate(Invalidation invalidation) throws InterruptedException;

    /** Drops what another replica has been told to, here alone. */
    long forget(Invalidation invalidation);

    /** Drops everything here that an invalidation may have missed, here alone. */
    void forgetAll();

    /** Whether every invalidation of the tenant that has returned took place where it is shared; otherwise it still will. */
    boolean isSettled(String tenant);

    /** Makes good, where it is shared, what an invalidation of the tenant has missed; returns whether that is done. */
    boolean settle(String tenant) throws InterruptedException;
}
