package dev.quern.cache;

import dev.quern.protocol.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Loads into memory what was asked for most in the last run, one value after the other, at its {@link Pace}; and notes
 * down what is asked for most in this run.
 *
 * <p>The note is a file of this replica and not a key in Redis: callers choose the replica by the key, so each has hot
 * keys of its own; it serves with a disk alone too; and nothing new has to be cleaned up, shared or trusted. A replica
 * that starts without the file finds its values in Redis one by one, as they are asked for.
 */
final class StartWarming {
    private static final Logger LOG = Logger.getLogger(StartWarming.class);

    private final LayeredCache cache;
    private final HotKeys hotKeys;
    private final KeyNotes notes;
    private final int most;
    private volatile WarmingStatistics progress = WarmingStatistics.NONE;

    /** @param most keys that are noted */
    StartWarming(LayeredCache cache, HotKeys hotKeys, KeyNotes notes, int most) {
        if (most < 1 || most > 100_000) {
            throw new IllegalArgumentException("quern.cache.warming.keys must be between 1 and 100,000");
        }
        this.cache = cache;
        this.hotKeys = hotKeys;
        this.notes = notes;
        this.most = most;
    }

    /** Ends early when it is interrupted. */
    void load(Pace pace, Duration limit) {
        List<CacheKey> keys = noted();
        // They count once: a short run must not forget what a long one has found.
        keys.forEach(hotKeys::asked);
        Deadline deadline = Deadline.after(limit);
        long loaded = 0;
        long failed = 0;
        try {
            for (CacheKey key : keys) {
                show(true, keys, loaded, failed);
                pace.await();
                if (deadline.isPassed()) {
                    break;
                }
                if (cache.load(key).isPresent()) {
                    loaded++;
                } else {
                    failed++;
                }
            }
            if (!keys.isEmpty()) {
                LOG.infof("Loaded %d of the %d values that were asked for most in the last run.", loaded, keys.size());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            show(false, keys, loaded, failed);
        }
    }

    void note() {
        List<CacheKey> keys = hotKeys.top(most).stream().map(HotKey::key).toList();
        try {
            notes.write(keys);
        } catch (IOException e) {
            LOG.warnf("What is asked for most could not be noted down for the next start: %s", e);
        }
    }

    private List<CacheKey> noted() {
        try {
            return notes.read().stream().limit(most).toList();
        } catch (IOException e) {
            LOG.warnf("What was asked for most in the last run cannot be read, and is not loaded: %s", e);
            return List.of();
        }
    }

    WarmingStatistics progress() {
        return progress;
    }

    private void show(boolean running, List<CacheKey> keys, long loaded, long failed) {
        progress = new WarmingStatistics(running, keys.size(), loaded, failed);
    }
}
