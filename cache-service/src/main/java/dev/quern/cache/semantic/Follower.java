package dev.quern.cache.semantic;

import dev.quern.protocol.QuernException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Brings to a shelf what the archive has of its namespace, from an earlier run or from other replicas: everything when
 * the shelf is new, and at most once a second what has come since. Nobody who asks waits for that.
 */
final class Follower implements AutoCloseable {
    private static final int AT_ONCE = 4;
    /** Of all bytes, what one of these may hold before it is applied. */
    private static final int SHARE = 2 * AT_ONCE;

    private final GuardedArchive archive;
    private final Shelves shelves;
    private final Feedback feedback;
    private final SemanticSettings settings;
    private final InstantSource clock;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("quern-semantic-", 0).factory());

    Follower(
            GuardedArchive archive,
            Shelves shelves,
            Feedback feedback,
            SemanticSettings settings,
            InstantSource clock) {
        this.archive = archive;
        this.shelves = shelves;
        this.feedback = feedback;
        this.settings = settings;
        this.clock = clock;
    }

    /** Follows in the background when it is time to. */
    void follow(Shelf shelf) {
        if (!room.tryAcquire()) {
            return;
        }
        if (!shelf.following().begin(clock.instant())) {
            room.release();
            return;
        }
        try {
            threads.execute(() -> followNow(shelf));
        } catch (RejectedExecutionException closed) {
            end(shelf);
        }
    }

    /** As {@link #follow}, but the caller waits. */
    void catchUp(Shelf shelf) throws InterruptedException {
        TenantCollection collection = shelf.namespace().collection();
        feedback.learn(collection, archive.reports(collection));
        if (!replay(shelf)) {
            // Whoever was faster may have read less.
            var _ = replay(shelf);
        }
    }

    /** @return false when another thread has gone on meanwhile, so that nothing was applied */
    private boolean replay(Shelf shelf) throws InterruptedException {
        Following following = shelf.following();
        SemanticArchive.Position from = following.position();
        Replay replay = new Replay(from, settings.entries(), settings.bytes() / SHARE);
        while (true) {
            long removals = following.removals();
            Optional<SemanticArchive.Page> page = archive.read(shelf.namespace(), replay.position());
            if (page.isEmpty()) {
                return true;
            }
            replay.add(page.get());
            if (page.get().last()) {
                return following.apply(from, () -> apply(replay, shelf, removals));
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void followNow(Shelf shelf) {
        try {
            catchUp(shelf);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(shelf);
        }
    }

    private void end(Shelf shelf) {
        shelf.following().end(clock.instant());
        room.release();
    }

    /** @param removals as they were before the end of the log was read; with more of them it has to be read again */
    private void apply(Replay replay, Shelf shelf, long removals) {
        shelf.removeIf(replay::isGone);
        for (ArchivedQuestion question : replay.questions()) {
            if (!store(shelf, question)) {
                return;
            }
            if (shelf.following().removals() != removals) {
                // Whoever removes looks at the shelf only after this has been counted, so either sees it.
                shelf.remove(question.id());
                return;
            }
        }
        shelf.following().reached(replay.position());
    }

    /** @return false when the shelf is gone; what its successor has, that one follows itself */
    private boolean store(Shelf shelf, ArchivedQuestion archived) {
        if (shelf.has(archived.id())
                || archived.value().remaining(clock.instant()).isZero()) {
            return true;
        }
        try {
            return shelves.bring(
                    shelf, StoredQuestion.of(archived, shelf.namespace().namespace()));
        } catch (QuernException otherSize) {
            // Somebody else's vectors are of another size; those that are here stay.
            return true;
        }
    }
}
