package dev.quern.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One run, from the first question to the server to the summary. */
final class Ingest {
    private final IngestOptions options;
    private final DocumentServer server;
    private final Memory memory;
    private final Screen screen;
    private final Tally tally;
    private final Stop stop;
    private final Time time;
    private final Retries retries;

    Ingest(
            IngestOptions options,
            DocumentServer server,
            Memory memory,
            Screen screen,
            Tally tally,
            Stop stop,
            Time time,
            RandomGenerator random) {
        this.options = options;
        this.server = server;
        this.memory = memory;
        this.screen = screen;
        this.tally = tally;
        this.stop = stop;
        this.time = time;
        retries = new Retries(time, random);
    }

    /** The summary is printed whatever ended the run. */
    ExitStatus run() {
        Duration began = time.now();
        stop.guard(this::check);
        boolean isThere = !stop.isRequested();
        if (isThere) {
            upload(began);
            if (options.prune()) {
                guard(() -> new Pruning(server, memory, retries, tally, options.paths()).run(this::isAgreed));
            }
            if (options.waits()) {
                guard(this::awaitIndexed);
            }
        }
        if (isThere || isInterrupted()) {
            Duration took = time.now().minus(began);
            Summary.of(tally.snapshot(), took, options.report().map(Object::toString))
                    .forEach(screen::print);
        }
        return status();
    }

    private void check() throws InterruptedException {
        try {
            server.check();
        } catch (BusyException e) {
            // It is there, and the uploads wait until it has room.
        } catch (RefusedException e) {
            stop.request(new Stop.ServerLost(Reasons.of(e)));
        } catch (IOException e) {
            stop.request(new Stop.ServerLost("The server " + options.target().url() + " cannot be reached: "
                    + Reasons.of(e) + " (--url tells where it is)"));
        }
    }

    private void upload(Duration began) {
        FileUpload upload = new FileUpload(server, memory, retries, tally, options.labels(), options.again());
        try (var _ = screen.show(
                () -> ProgressLine.uploading(tally.snapshot(), time.now().minus(began), retries.held()))) {
            new Uploads(options.files(), upload, tally, stop, options.parallel()).run();
        }
    }

    private void awaitIndexed() throws IOException, InterruptedException {
        long waiting = memory.journal()
                .entries()
                .filter(entry -> !entry.state().isOver())
                .count();
        if (waiting == 0) {
            return;
        }
        long documents = tally.snapshot().count(Tally.Outcome.READY) + waiting;
        try (var _ = screen.show(() -> ProgressLine.indexing(tally.snapshot(), documents))) {
            new Indexing(server, memory.journal(), retries, tally, time).await();
        }
    }

    private boolean isAgreed(List<JournalEntry> gone) {
        if (options.yes()) {
            return true;
        }
        gone.stream().limit(10).forEach(entry -> screen.message("  gone: " + Summary.printable(entry.path())));
        return screen.ask(String.format(Locale.ROOT, "Delete the documents of %,d files that are gone?", gone.size()));
    }

    private void guard(Asking work) {
        stop.guard(() -> {
            try {
                work.run();
            } catch (UncheckedIOException e) {
                stop.request(new Stop.Broken(Reasons.of(e)));
            } catch (IOException e) {
                stop.request(new Stop.ServerLost(Reasons.of(e)));
            }
        });
    }

    @FunctionalInterface
    private interface Asking {
        void run() throws IOException, InterruptedException;
    }

    private boolean isInterrupted() {
        return stop.reason().filter(Stop.Interrupted.class::isInstance).isPresent();
    }

    private ExitStatus status() {
        Optional<Stop.Reason> reason = stop.reason();
        if (reason.isEmpty()) {
            return tally.snapshot().failed() == 0 ? ExitStatus.FINE : ExitStatus.SOME_FAILED;
        }
        return switch (reason.get()) {
            case Stop.Interrupted interrupted -> {
                screen.message("stopped; the same command goes on where this one ended.");
                yield ExitStatus.INTERRUPTED;
            }
            case Stop.ServerLost lost -> {
                screen.message("quern: " + Summary.printable(lost.message()));
                yield ExitStatus.NO_SERVER;
            }
            case Stop.Broken broken -> {
                screen.message("quern: " + Summary.printable(broken.message()));
                yield ExitStatus.SOME_FAILED;
            }
        };
    }
}
