package dev.quern.cache.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the disk level: segments that are written one after the other, the newest at its end, and given up the
 * oldest first. That order is what makes invalidations in the log hold: no value outlives an invalidation after it.
 *
 * <p>Not for use by several threads at once, except what {@link Segment} allows.
 */
final class Log implements AutoCloseable {
    private static final String SUFFIX = ".segment";

    private final DiskSettings settings;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private @Nullable Segment newest;
    private long nextNumber;
    /** Nothing in the files holds, and not all of them could be deleted. */
    private boolean isVoid;

    private Log(DiskSettings settings, FileChannel lockFile, FileLock lock) {
        this.settings = settings;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Throws when the folder cannot be used, or another process uses it. */
    static Log open(DiskSettings settings) throws IOException {
        Path folder = settings.folder();
        Files.createDirectories(folder);
        FileChannel lockFile =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = lockFile.tryLock();
            if (lock == null) {
                throw new IOException("another process uses " + folder);
            }
            Log log = new Log(settings, lockFile, lock);
            log.openOldOnes();
            return log;
        } catch (OverlappingFileLockException e) {
            lockFile.close();
            throw new IOException("this process uses " + folder + " already", e);
        } catch (IOException e) {
            lockFile.close();
            throw e;
        }
    }

    /** The oldest first. */
    List<Segment> segments() {
        return List.copyOf(segments);
    }

    long bytes() {
        return segments.stream().mapToLong(Segment::used).sum();
    }

    Slot.Place append(byte[] entry, byte[] body) throws IOException {
        Segment segment = withRoom(LogRecord.length(entry, body));
        return new Slot.Place(segment, LogRecord.append(segment, entry, body));
    }

    /** Takes the space for the next record, unless it is there. */
    void makeReady() throws IOException {
        withRoom(LogRecord.HEADER);
    }

    /** What was appended survives the end of the machine. */
    void force() {
        if (newest != null) {
            newest.force();
        }
    }

    /** The segment that has to go for want of room. */
    Optional<Segment> surplus() {
        boolean tooMuch = segments.stream().mapToLong(Segment::onDisk).sum() > settings.bytes();
        return tooMuch ? oldest() : Optional.empty();
    }

    /** Empty when there is none but the newest. */
    Optional<Segment> oldest() {
        return segments.size() > 1 ? Optional.of(segments.getFirst()) : Optional.empty();
    }

    /** Must be the oldest. */
    void drop(Segment oldest) {
        oldest.delete();
        segments.remove(oldest);
    }

    /** What cannot be deleted now is before anything else is written. */
    void dropAll() {
        isVoid = true;
        // The oldest first, so that a value never outlives an invalidation after it.
        for (Segment segment : segments()) {
            drop(segment);
        }
        newest = null;
        isVoid = false;
    }

    @Override
    public void close() throws IOException {
        lock.close();
        lockFile.close();
    }

    private Segment withRoom(long bytes) throws IOException {
        if (isVoid) {
            dropAll();
        }
        Segment segment = newest;
        if (segment == null || !segment.hasRoom(bytes)) {
            long number = nextNumber;
            // A value may be larger than a segment is by default.
            long size = Math.max(settings.segmentBytes(), bytes);
            segment = Segment.create(number, settings.folder().resolve(number + SUFFIX), size);
            nextNumber++;
            segments.add(segment);
            newest = segment;
        }
        return segment;
    }

    private void openOldOnes() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(settings.folder())) {
            files = all.filter(file -> file.getFileName().toString().matches("\\d{1,18}" + SUFFIX))
                    .toList();
        }
        List<Segment> old = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            old.add(Segment.open(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())), file));
        }
        old.sort(Comparator.comparingLong(Segment::number));
        segments.addAll(old);
        nextNumber = old.isEmpty() ? 0 : old.getLast().number() + 1;
    }
}
