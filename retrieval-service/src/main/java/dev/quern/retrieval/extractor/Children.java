package dev.quern.retrieval.extractor;

import dev.quern.extractor.Reply;
import dev.quern.extractor.Request;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import dev.quern.retrieval.FreeDisk;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.ScratchFolder;
import dev.quern.retrieval.Ulids;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The processes: started when there is something to read, kept for a while, and killed when a file is too much for one. */
final class Children implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Children.class);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final ChildCommand command;
    private final RetrievalConfig.Extracting config;
    private final Path folder;
    private final FreeDisk free;
    private final Path noHosts;
    private final Deque<Child> idle = new ConcurrentLinkedDeque<>();
    private final Set<Child> all = ConcurrentHashMap.newKeySet();
    private final Counter started;
    private final Counter killed;
    private volatile boolean closed;

    /** @param folder emptied of what is in it */
    Children(ChildCommand command, RetrievalConfig config, Path folder, MeterRegistry meters) {
        this.command = command;
        this.config = config.extraction();
        this.free = FreeDisk.of(config);
        this.folder = ScratchFolder.emptied(folder);
        started = meters.counter("quern.retrieval.extractors.started");
        killed = meters.counter("quern.retrieval.extractors.killed");
        noHosts = this.folder.resolve("hosts");
        try {
            Files.createFile(noHosts);
        } catch (IOException e) {
            throw new IllegalStateException("the folder " + folder + " cannot be written to", e);
        }
    }

    /** One that has read other files, if there is one that nobody uses. */
    Optional<Child> warm() {
        for (Child child = idle.poll(); child != null; child = idle.poll()) {
            if (child.isSound()) {
                return Optional.of(child);
            }
            end(child);
        }
        return Optional.empty();
    }

    /** @throws QuernException {@code SERVICE_UNAVAILABLE} when none can be started */
    Child fresh() {
        if (closed) {
            throw new QuernException(ErrorCode.CANCELLED, "The service ends.");
        }
        try {
            Child child = Child.start(command, folder.resolve(Ulids.next()), noHosts);
            started.increment();
            all.add(child);
            return child;
        } catch (IOException e) {
            LOG.error("an extractor cannot be started: see quern.retrieval.extraction", e);
            throw noneWorks(e);
        }
    }

    /**
     * Has the child read the file, and keeps it for the next one, or kills it.
     *
     * @throws IOException when it ends or talks nonsense
     * @throws QuernException {@code UNPROCESSABLE} when the file takes too much time or disk;
     *     {@code SERVICE_UNAVAILABLE} when the disk becomes nearly full
     */
    Reply use(Call call, Child child, Request request) throws IOException {
        boolean sound = false;
        try {
            Reply reply = reply(call, child, request);
            sound = child.isSound();
            return reply;
        } finally {
            if (sound) {
                keep(child);
            } else {
                killed.increment();
                end(child);
            }
        }
    }

    private Reply reply(Call call, Child child, Request request) throws IOException {
        Deadline last = Deadline.after(config.time());
        CompletableFuture<Reply> reply = child.read(request);
        while (true) {
            call.ensureWanted();
            free.check();
            if (last.isPassed() || disk(child, request) > config.disk().asLongValue()) {
                throw tooMuch();
            }
            try {
                Duration wait = last.orAfter(LOOK).remaining();
                return reply.get(
                        Math.min(wait.toNanos(), call.deadline().remaining().toNanos()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException gone) {
                Thread.currentThread().interrupt();
            } catch (TimeoutException later) {
                LOG.tracef("still reading %s", request.content());
            } catch (ExecutionException broken) {
                throw new IOException("an extractor ended or talked nonsense", broken.getCause());
            }
        }
    }

    static QuernException noneWorks(IOException cause) {
        return QuernException.unavailable(
                "retrieval-service", "Files that are not plain text cannot be read at the moment.", cause);
    }

    static QuernException tooMuch() {
        return new QuernException(
                        ErrorCode.UNPROCESSABLE,
                        "The file could not be read: it needs more memory, disk or time than a file may take.")
                .withField("content");
    }

    private static long disk(Child child, Request request) {
        return child.disk() + request.text().toFile().length();
    }

    private void keep(Child child) {
        int files = child.files();
        if (files >= config.files()) {
            end(child);
            return;
        }
        idle.addFirst(child);
        CompletableFuture.delayedExecutor(config.idle().toMillis(), TimeUnit.MILLISECONDS, VirtualThreads.executor())
                .execute(() -> {
                    if (child.files() == files && idle.remove(child)) {
                        end(child);
                    }
                });
        if (closed) {
            end(child);
        }
    }

    private void end(Child child) {
        all.remove(child);
        child.kill();
    }

    /** Kills all of them. */
    @Override
    public void close() {
        closed = true;
        all.forEach(this::end);
    }
}
