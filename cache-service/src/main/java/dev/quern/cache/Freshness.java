package dev.quern.cache;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps a slow reader from bringing back what has been replaced or invalidated since it read: a value found at a lower
 * level is copied upwards only while nothing has outdated it. Keys share a fixed number of stamps, so an unlucky copy
 * is left out now and then, which costs one more lookup.
 */
final class Freshness {
    private static final int STRIPES = 64;

    private final Stripe[] stripes = new Stripe[STRIPES];

    Freshness() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    /** Taken before the lower level is read. */
    long stamp(CacheKey key) {
        return stripe(key).stamp;
    }

    /** Runs {@code copy} unless the key was outdated since the stamp was taken; nothing outdates it meanwhile. */
    void ifStill(CacheKey key, long stamp, Copy copy) throws InterruptedException {
        Stripe stripe = stripe(key);
        stripe.lock.lock();
        try {
            if (stripe.stamp == stamp) {
                copy.run();
            }
        } finally {
            stripe.lock.unlock();
        }
    }

    /** To be called after the lower levels have changed and before memory does. */
    void outdate(CacheKey key) {
        stripe(key).outdate();
    }

    void outdateAll() {
        for (Stripe stripe : stripes) {
            stripe.outdate();
        }
    }

    private Stripe stripe(CacheKey key) {
        return stripes[Math.floorMod(key.hashCode(), STRIPES)];
    }

    @FunctionalInterface
    interface Copy {
        void run() throws InterruptedException;
    }

    private static final class Stripe {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile long stamp;

        @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
        void outdate() {
            lock.lock();
            try {
                stamp++;
            } finally {
                lock.unlock();
            }
        }
    }
}
