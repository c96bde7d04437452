package dev.quern.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * What memory would miss with another number of entries, from an eighth to eight times the present one: SHARDS
 * (Waldspurger et al.: Efficient MRC Construction with SHARDS, FAST 2015) with its correction for hot keys that the
 * sample has too many or too few of. Keys are sampled by their hash, at a fixed rate; a sampled key that was last used
 * behind {@code d} other sampled keys needs a memory of {@code d / rate} entries for a hit.
 *
 * <p>The curve is that of least-recently-used eviction with room as the only bound: values that expire or are invalidated
 * make for more misses than it says, and an eviction that is cleverer for fewer. With 8,192 sampled keys at most the
 * error of a ratio is below .03 where a few keys have most of the lookups, and less elsewhere. Lookups count half as much with every half-life.
 */
final class MissRatioCurve {
    /** How many times the present size the largest is. */
    private static final int LARGEST = 8;

    private final int entries;
    private final double rate;
    private final long halfLife;
    private final LongSupplier nanoTime;
    private final LongAdder lookups = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final ReuseDistances distances;
    /** By distance; the last is of all that are farther, or new. */
    private final double[] counts;

    private double sampled;
    /** Lookups before the last halving, and what is left of them. */
    private long counted;

    private double remaining;
    private long halvedAt;

    /**
     * @param entries that memory has room for
     * @param keys that are sampled at most
     */
    MissRatioCurve(int entries, int keys, Duration halfLife, LongSupplier nanoTime) {
        this.entries = entries;
        this.halfLife = halfLife.toNanos();
        this.nanoTime = nanoTime;
        long most = (long) LARGEST * entries;
        this.rate = Math.min(1, (double) keys / most);
        int remembered = (int) Math.min(most, keys);
        this.distances = new ReuseDistances(remembered);
        this.counts = new double[remembered + 1];
        this.halvedAt = nanoTime.getAsLong();
    }

    void asked(CacheKey key) {
        lookups.increment();
        int hash = mixed(31 * (31 * key.tenant().hashCode() + key.type().name().hashCode())
                + key.key().hashCode());
        if ((hash >>> 8) >= rate * (1 << 24)) {
            return;
        }
        lock.lock();
        try {
            age();
            int distance = distances.use(((long) key.key().hashCode() << 32) | (hash & 0xFFFFFFFFL));
            counts[distance == ReuseDistances.NEVER ? counts.length - 1 : distance]++;
            sampled++;
        } finally {
            lock.unlock();
        }
    }

    /** By rising size; empty while nothing was sampled. */
    List<MissRatio> ratios() {
        lock.lock();
        try {
            age();
            if (sampled == 0) {
                return List.of();
            }
            double expected = rate * (remaining + (double) (lookups.sum() - counted));
            return IntStream.rangeClosed(-3, 3)
                    .mapToLong(power -> power < 0 ? entries >> -power : ((long) entries) << power)
                    .filter(size -> size > 0)
                    .mapToObj(size -> new MissRatio(size, ratio((double) size, expected)))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Lookups that the sample has too few of, or too many, were hits of any size: few keys make up for most of them. */
    private double ratio(double size, double expected) {
        double misses = 0;
        for (int distance = (int) Math.min(counts.length - 1, Math.round(size * rate)); distance < counts.length; ) {
            misses += counts[distance++];
        }
        return Math.clamp(misses / Math.max(expected, misses), 0, 1);
    }

    private void age() {
        long now = nanoTime.getAsLong();
        if (now - halvedAt < halfLife) {
            return;
        }
        long periods = (now - halvedAt) / halfLife;
        double share = Math.pow(0.5, (double) periods);
        long all = lookups.sum();
        remaining = (remaining + (double) (all - counted)) * share;
        counted = all;
        sampled *= share;
        for (int i = 0; i < counts.length; i++) {
            counts[i] *= share;
        }
        halvedAt += periods * halfLife;
    }

    /** The finalizer of MurmurHash3: every bit of the hash code decides every bit of the result. */
    private static int mixed(int hash) {
        int mixed = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
        return mixed ^ (mixed >>> 16);
    }
}
