package dev.quern.retrieval;

import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The disk that uploads under way share. What does not fit is refused at once instead of waited for, and nothing is taken
 * while the disk is nearly full: what was accepted must find room.
 */
final class UploadSpace {
    private static final Duration BUSY = Duration.ofSeconds(2);

    private final Path folder;
    private final long limit;
    private final int mostUploads;
    private final FreeDisk disk;
    private final MeterRegistry meters;
    private final AtomicLong used = new AtomicLong();
    private final AtomicInteger uploads;

    /**
     * @param folder emptied of what is in it
     * @param free the bytes that the disk has left
     */
    UploadSpace(Path folder, RetrievalConfig config, LongSupplier free, MeterRegistry meters) {
        this(folder, config, new FreeDisk(free, config.freeSpace().asLongValue()), meters);
    }

    private UploadSpace(Path folder, RetrievalConfig config, FreeDisk disk, MeterRegistry meters) {
        this.folder = ScratchFolder.emptied(folder);
        this.limit = config.uploadSpace().asLongValue();
        this.mostUploads = config.uploads();
        this.disk = disk;
        this.meters = meters;
        if (limit < config.maxUpload().asLongValue()) {
            throw new IllegalArgumentException("quern.retrieval.upload-space must hold at least one file of"
                    + " quern.retrieval.max-upload bytes.");
        }
        uploads = meters.gauge("quern.retrieval.uploads.active", new AtomicInteger());
        meters.gauge("quern.retrieval.uploads.bytes", List.of(), used);
    }

    static UploadSpace of(RetrievalConfig config, MeterRegistry meters) {
        return new UploadSpace(config.state().toAbsolutePath().resolve("uploads"), config, FreeDisk.of(config), meters);
    }

    /** Throws, with a sentence for a person, while the disk is nearly full. */
    void check() {
        disk.check();
    }

    /** Room for one more upload, which the caller closes. */
    UploadFiles enter() {
        check();
        if (uploads.incrementAndGet() > mostUploads) {
            leave();
            throw busy();
        }
        return new UploadFiles(folder.resolve(Ulids.next()), this);
    }

    void leave() {
        uploads.decrementAndGet();
    }

    void take(long bytes) {
        check();
        if (used.addAndGet(bytes) > limit) {
            used.addAndGet(-bytes);
            throw busy();
        }
    }

    /** Counts what is on the disk already. */
    void count(long bytes) {
        used.addAndGet(bytes);
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    /** Counts a document that is not taken. */
    void refused(QuernException why) {
        meters.counter("quern.retrieval.documents.refused", "reason", why.code().code())
                .increment();
    }

    private static QuernException busy() {
        return QuernException.overloaded("Too many documents are being uploaded at the moment.", BUSY);
    }
}
