package dev.quern.cache.disk;

import dev.quern.cache.CacheKey;
import dev.quern.cache.Invalidation;
import dev.quern.cache.StoreUnavailableException;
import dev.quern.cache.Usage;
import dev.quern.protocol.VirtualThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The index of the values on the disk, and the log that they are in. One lock orders all changes of the log; lookups
 * take none.
 *
 * <p>The log of an earlier run is read in the background; until then its values are not found, and what is invalidated
 * meanwhile is remembered for them.
 */
final class Shelf implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Shelf.class);
    private static final byte[] NOTHING = {};

    private final DiskSettings settings;
    private final InstantSource clock;
    private final Slots index = new Slots();
    private final Waiting waiting;
    /** Keys whose value on the disk has been replaced by one that did not get there. */
    private final Set<CacheKey> replaced = ConcurrentHashMap.newKeySet();

    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Log log;
    private @Nullable Thread writer;
    /** What was invalidated while the old log is being read; null when it has been. */
    private volatile @Nullable Drops duringReading;

    private boolean oldIsVoid;

    private volatile boolean closed;
    private final LongAdder evictions = new LongAdder();
    private final Trouble trouble;

    Shelf(DiskSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.waiting = new Waiting(settings.queue());
        this.trouble = new Trouble(settings.folder());
    }

    Optional<byte[]> find(CacheKey key) {
        Slot slot = index.get(key);
        if (slot == null) {
            return Optional.empty();
        }
        Optional<byte[]> body = slot.hasExpired(clock.millis()) ? Optional.empty() : slot.body();
        if (body.isPresent()) {
            slot.want();
        } else if (!slot.isWaiting()) {
            index.remove(slot);
        }
        return body;
    }

    void put(LogEntry.Put entry, byte[] body) {
        if (log == null || closed || trouble.isThere()) {
            check();
        }
        boolean mayBeOld = duringReading != null;
        Slot slot = Slot.waiting(entry, body);
        Slot before = index.put(slot);
        if (!waiting.offer(slot, body.length)) {
            // First, so that whoever does not find it in the index finds it there.
            if (before != null || mayBeOld) {
                replaced.add(entry.key());
            }
            index.remove(slot);
            evictions.increment();
        }
    }

    /** On the disk when it returns. */
    long drop(Invalidation invalidation) {
        return locked(() -> {
            List<Slot> covered = index.coveredBy(invalidation);
            boolean isReading = remember(invalidation);
            // A value that is nowhere needs no record that it is gone: the usual case for what other replicas tell.
            if (!covered.isEmpty()
                    || isReading
                    || !(invalidation instanceof Invalidation.OfKey one)
                    || replaced.contains(one.key())) {
                drop(covered, new LogEntry.Drop(invalidation));
            }
            return (long) covered.size();
        });
    }

    /** Of all tenants; on the disk when it returns. */
    void dropChangeable() {
        locked(() -> {
            Drops meanwhile = duringReading;
            if (meanwhile != null) {
                meanwhile.addChangeable(1);
            }
            drop(index.all(slot -> slot.key().type().canChange()), new LogEntry.DropChangeable());
            return true;
        });
    }

    boolean isSettled() {
        return locked(() -> duringReading == null && waiting.bytes() == 0);
    }

    Usage usage() {
        return locked(() -> new Usage(index.size(), log().bytes() + waiting.bytes(), evictions.sum()));
    }

    /** After a failure: whether there is room again. */
    void check() {
        trouble.throwUnlessDue();
        locked(() -> {
            if (trouble.isThere()) {
                log().makeReady();
                trouble.isOver();
            }
            return true;
        });
    }

    /** What waits is not written any more; that it has replaced what is on the disk is. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (writer != null) {
                writer.interrupt();
            }
            if (log != null) {
                try {
                    index.all(Slot::isWaiting).forEach(slot -> replaced.add(slot.key()));
                    voidReplaced();
                } finally {
                    log.close();
                }
            }
        } catch (IOException | UncheckedIOException | InternalError e) {
            LOG.warnf("the cache's folder was not closed: %s", e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private void drop(List<Slot> covered, LogEntry tombstone) throws IOException {
        covered.forEach(index::remove);
        append(List.of(tombstone));
    }

    /** @return whether the old log is being read, so that it had to be remembered */
    private boolean remember(Invalidation invalidation) {
        Drops meanwhile = duringReading;
        if (meanwhile != null) {
            meanwhile.add(invalidation, 1);
        }
        return meanwhile != null;
    }

    private void voidReplaced() throws IOException {
        List<CacheKey> keys = List.copyOf(replaced);
        if (!keys.isEmpty()) {
            List<LogEntry.Drop> drops = keys.stream()
                    .map(key -> new LogEntry.Drop(new Invalidation.OfKey(key)))
                    .toList();
            drops.forEach(drop -> remember(drop.invalidation()));
            append(drops);
            keys.forEach(replaced::remove);
        }
    }

    /** On the disk when it returns. */
    private void append(List<? extends LogEntry> tombstones) throws IOException {
        try {
            for (LogEntry tombstone : tombstones) {
                log().append(tombstone.encode(), NOTHING);
            }
            log().force();
        } catch (IOException | UncheckedIOException | InternalError e) {
            // What cannot be told to be void must not be there.
            empty(e);
            throw e;
        }
    }

    private void empty(Throwable cause) {
        LOG.warnf("the cache on disk is emptied, since it cannot be written to: %s", cause.getMessage());
        index.clear();
        replaced.clear();
        oldIsVoid = true;
        try {
            log().dropAll();
        } catch (UncheckedIOException e) {
            LOG.warnf("files of the cache on disk cannot be deleted now: %s", e.getMessage());
        }
    }

    private void write() {
        try {
            while (true) {
                Waiting.Item item = waiting.take();
                Slot slot = item.slot();
                lock.lockInterruptibly();
                try {
                    voidReplaced();
                    // What was replaced or invalidated meanwhile is not in the index any more.
                    if (index.get(slot.key()) == slot) {
                        store(slot);
                        trouble.isOver();
                    }
                    makeRoom();
                } catch (IOException | RuntimeException | InternalError e) {
                    // It may be full: the space is given back, and what was replaced need not be remembered.
                    empty(e);
                    trouble.began(e);
                } finally {
                    waiting.arrived(item);
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("nothing is written to the cache's folder any more");
        }
    }

    private void store(Slot slot) throws IOException {
        Optional<byte[]> body = slot.body();
        if (body.isPresent()) {
            slot.moved(log().append(slot.entry().encode(), body.get()));
        } else {
            index.remove(slot);
        }
    }

    /** Gives up the oldest segments; what was asked for since it was written is written anew, half a segment at most. */
    private void makeRoom() throws IOException {
        Optional<Segment> surplus = surplus();
        while (surplus.isPresent()) {
            Segment oldest = surplus.get();
            long kept = 0;
            for (Slot slot : index.all(its -> its.isIn(oldest))) {
                if (slot.isWanted()
                        && kept < settings.segmentBytes() / 2
                        && index.size() <= settings.entries()
                        && !slot.hasExpired(clock.millis())) {
                    kept += slot.length();
                    store(slot);
                } else if (index.remove(slot)) {
                    evictions.increment();
                }
            }
            log().drop(oldest);
            surplus = surplus();
        }
    }

    private Optional<Segment> surplus() {
        if (duringReading != null) {
            return Optional.empty();
        }
        Optional<Segment> surplus = log().surplus();
        return surplus.isEmpty() && index.size() > settings.entries() ? log().oldest() : surplus;
    }

    private void readOld(List<Segment> old) {
        Optional<Map<CacheKey, Slot>> found = LogReader.readUnlessDamaged(old, clock.millis());
        lock.lock();
        try {
            Drops meanwhile = Objects.requireNonNull(duringReading);
            if (found.isEmpty()) {
                old.forEach(segment -> log().drop(segment));
            } else if (!oldIsVoid) {
                found.get().values().stream()
                        .filter(slot -> !meanwhile.cover(slot.key(), slot.tags(), 0))
                        .forEach(this::offerOld);
            }
        } catch (RuntimeException e) {
            trouble.began(e);
        } finally {
            duringReading = null;
            lock.unlock();
        }
    }

    private void offerOld(Slot slot) {
        // Again at the end: a put may have found no room meanwhile.
        if (!replaced.contains(slot.key()) && index.putIfAbsent(slot) && replaced.contains(slot.key())) {
            index.remove(slot);
        }
    }

    private Log log() {
        Log open = log;
        if (open == null) {
            throw new StoreUnavailableException("The cache's folder is not open.");
        }
        return open;
    }

    private void ensureOpen() throws IOException {
        if (closed) {
            throw new StoreUnavailableException("The service is shutting down.");
        }
        if (log == null) {
            log = Log.open(settings);
            List<Segment> old = log.segments();
            duringReading = new Drops();
            var _ = VirtualThreads.executor().submit(() -> readOld(old));
            writer = Thread.ofVirtual().name("cache-disk").start(this::write);
        }
    }

    private <T> T locked(Action<T> action) {
        lock.lock();
        try {
            ensureOpen();
            return action.run();
        } catch (IOException | UncheckedIOException | InternalError e) {
            throw trouble.of(e);
        } finally {
            lock.unlock();
        }
    }

    @FunctionalInterface
    private interface Action<T> {
        T run() throws IOException;
    }
}
