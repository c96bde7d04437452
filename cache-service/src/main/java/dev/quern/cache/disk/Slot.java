package dev.quern.cache.disk;

import dev.quern.cache.CacheKey;
import dev.quern.cache.Tag;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the index knows of one value: on its way to the disk, or where it is. Equal to itself only. */
final class Slot {
    private static final Logger LOG = Logger.getLogger(Slot.class);

    private final CacheKey key;
    private final Set<Tag> tags;
    private final long expiresAt;
    private volatile boolean wanted;
    /** Until the value is on the disk; there is a place from then on. */
    private volatile byte @Nullable [] waiting;

    private volatile @Nullable Place place;

    private Slot(LogEntry.Put entry, byte @Nullable [] waiting, @Nullable Place place) {
        this.key = entry.key();
        this.tags = entry.tags();
        this.expiresAt = entry.expiresAt();
        this.waiting = waiting;
        this.place = place;
    }

    /** Where the value is. */
    record Place(Segment segment, LogRecord record) {}

    static Slot waiting(LogEntry.Put entry, byte[] body) {
        return new Slot(entry, body, null);
    }

    static Slot stored(LogEntry.Put entry, Place place) {
        return new Slot(entry, null, place);
    }

    CacheKey key() {
        return key;
    }

    Set<Tag> tags() {
        return tags;
    }

    LogEntry.Put entry() {
        return new LogEntry.Put(key, tags, expiresAt);
    }

    boolean hasExpired(long now) {
        return now >= expiresAt;
    }

    /** The encoded value; empty when the disk does not have it as it was written. */
    Optional<byte[]> body() {
        byte[] onItsWay = waiting;
        if (onItsWay != null) {
            return Optional.of(onItsWay);
        }
        Place there = place;
        try {
            return there == null ? Optional.empty() : there.record().readBody(there.segment());
        } catch (InternalError e) {
            LOG.warnf("a page of the cache on disk cannot be read: %s", e.getMessage());
            return Optional.empty();
        }
    }

    /** Whether the value is still on its way. */
    boolean isWaiting() {
        return waiting != null;
    }

    /** Of the encoded value, on the disk; zero before it is there. */
    int length() {
        Place there = place;
        return there == null ? 0 : there.record().bodyLength();
    }

    boolean isIn(Segment segment) {
        Place there = place;
        return there != null && there.segment() == segment;
    }

    void moved(Place there) {
        place = there;
        waiting = null;
        wanted = false;
    }

    /** Somebody asked for it: it is worth keeping when space runs out. */
    void want() {
        wanted = true;
    }

    boolean isWanted() {
        return wanted;
    }
}
