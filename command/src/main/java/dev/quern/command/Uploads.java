package dev.quern.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Brings all files to the server, some at once; the walk goes on only as fast as they go out. */
final class Uploads {
    private final FileWalk walk;
    private final FileUpload upload;
    private final Tally tally;
    private final Stop stop;
    private final int parallel;

    Uploads(FileWalk walk, FileUpload upload, Tally tally, Stop stop, int parallel) {
        this.walk = walk;
        this.upload = upload;
        this.tally = tally;
        this.stop = stop;
        this.parallel = parallel;
    }

    /** Returns when all are done with, or a stop was requested. */
    void run() {
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            tasks.execute(() -> stop.guard(this::countAll));
            stop.guard(() -> walk(new Sending(tasks)));
        }
    }

    /** A walk of its own, far ahead of the other: with it the end can be foreseen. */
    private void countAll() throws InterruptedException {
        walk(tally::found);
        tally.foundAll();
    }

    private void walk(FileWalk.Visitor visitor) throws InterruptedException {
        try {
            walk.walk(visitor);
        } catch (IOException e) {
            visitor.unreadable(Path.of("."), Reasons.unreadable(e));
        }
    }

    private final class Sending implements FileWalk.Visitor {
        private final Executor tasks;
        private final Semaphore slots = new Semaphore(parallel);
        private final Set<String> seen = new HashSet<>();

        Sending(Executor tasks) {
            this.tasks = tasks;
        }

        @Override
        public void file(SourceFile file) throws InterruptedException {
            if (!seen.add(file.documentId())) {
                tally.failed(new Failure(
                        file.path().toString(),
                        file.documentId(),
                        Failure.Kind.REFUSED,
                        "Another file of this run has the same name within its folder."));
                tally.sent(file.size());
                tally.fileIsOver();
                return;
            }
            slots.acquire();
            tasks.execute(() -> {
                try {
                    stop.guard(() -> bring(file));
                } finally {
                    slots.release();
                }
            });
        }

        @Override
        public void skipped(Path path, String why) {
            tally.skipped(why);
        }

        @Override
        public void unreadable(Path path, String why) {
            tally.failed(new Failure(path.toString(), "", Failure.Kind.UNREADABLE, why));
        }
    }

    private void bring(SourceFile file) throws InterruptedException {
        try {
            upload.bring(file);
            tally.fileIsOver();
        } catch (ServerLostException e) {
            stop.request(new Stop.ServerLost(Reasons.of(e)));
        } catch (UncheckedIOException e) {
            stop.request(new Stop.Broken(Reasons.of(e)));
        }
    }
}
