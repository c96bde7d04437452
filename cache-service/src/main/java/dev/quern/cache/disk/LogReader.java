package dev.quern.cache.disk;

import dev.quern.cache.CacheKey;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Reads what an earlier run has left. */
final class LogReader {
    private static final Logger LOG = Logger.getLogger(LogReader.class);

    private final Map<CacheKey, Found> found = new HashMap<>();
    private final Drops drops = new Drops();
    private long position;

    private record Found(Slot slot, long at) {}

    /**
     * The values that may still be served. Throws when anything is not as it was written: an invalidation could stand
     * there, so that nothing before it can be trusted.
     *
     * @param segments the oldest first
     */
    static Map<CacheKey, Slot> read(List<Segment> segments, long now) throws IOException {
        LogReader reader = new LogReader();
        try {
            for (Segment segment : segments) {
                reader.read(segment);
            }
        } catch (InternalError e) {
            throw new IOException("a page that cannot be read", e);
        }
        return reader.valid(now);
    }

    /** As {@link #read(List, long)}; empty where that throws. */
    static Optional<Map<CacheKey, Slot>> readUnlessDamaged(List<Segment> segments, long now) {
        try {
            return Optional.of(read(segments, now));
        } catch (IOException | RuntimeException e) {
            LOG.warnf("the cache on disk is damaged, and starts anew: %s", e.getMessage());
            return Optional.empty();
        }
    }

    private void read(Segment segment) throws IOException {
        long at = 0;
        for (Optional<LogRecord> record = LogRecord.read(segment, at);
                record.isPresent();
                record = LogRecord.read(segment, at)) {
            switch (record.get().readEntry(segment)) {
                case LogEntry.Put put ->
                    found.put(put.key(), new Found(Slot.stored(put, new Slot.Place(segment, record.get())), position));
                case LogEntry.Drop drop -> drops.add(drop.invalidation(), position);
                case LogEntry.DropChangeable _ -> drops.addChangeable(position);
            }
            position++;
            at = record.get().end();
        }
        segment.endsAt(at);
    }

    private Map<CacheKey, Slot> valid(long now) {
        Map<CacheKey, Slot> valid = new HashMap<>();
        found.forEach((key, value) -> {
            if (!value.slot().hasExpired(now) && !drops.cover(key, value.slot().tags(), value.at())) {
                valid.put(key, value.slot());
            }
        });
        return valid;
    }
}
