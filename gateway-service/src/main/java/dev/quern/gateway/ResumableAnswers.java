package dev.quern.gateway;

import dev.quern.gateway.Admission.Place;
import dev.quern.gateway.AnswerLog.Excerpt;
import dev.quern.gateway.AnswerLog.Opening;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Answers that go on when their client is cut off, and that it can come back to. Every event is in the log before
 * anybody reads it, so any replica can tell the rest; when the one that made the answer has died, whoever is asked for
 * the rest makes it, on behalf of the one who asks.
 */
public final class ResumableAnswers {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final int ID_BYTES = 16;

    private final AnswerLog log;
    private final EventCodec codec;
    private final AnswerMaking making;
    private final Function<Visit, Uni<Place>> admission;
    private final MeterRegistry metrics;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, RunningAnswer> running = new ConcurrentHashMap<>();
    private volatile boolean leaving;

    ResumableAnswers(
            AnswerLog log,
            EventCodec codec,
            Asking asking,
            Function<Visit, Uni<Place>> admission,
            Settings settings,
            MeterRegistry metrics) {
        this.log = log;
        this.codec = codec;
        this.admission = admission;
        this.metrics = metrics;
        making =
                new AnswerMaking(log, codec, asking, settings, UUID.randomUUID().toString(), metrics);
        metrics.gaugeMapSize("quern.gateway.streams.resumable", List.of(), running);
    }

    /** Makes an answer from a question as it was written down. */
    @FunctionalInterface
    public interface Asking {
        void ask(Visit visit, String question, AnswerEvent.Listener listener) throws InterruptedException;
    }

    /** Takes events as they come; may wait for a slow reader. */
    @FunctionalInterface
    public interface Reader {
        void on(LoggedEvent event) throws InterruptedException;
    }

    /**
     * @param keptFor how long an answer goes on that nobody reads
     * @param lease how long a replica need not say that it lives
     * @param largest of the events of one answer, in bytes
     */
    record Settings(Duration keptFor, Duration lease, long largest) {
        Settings {
            if (!lease.isPositive() || lease.compareTo(keptFor) > 0) {
                throw new IllegalArgumentException(
                        "quern.gateway.streams.lease must be positive, and at most quern.gateway.streams.kept-for");
            }
        }
    }

    /** Whether a client that is cut off here may find the rest elsewhere. */
    public boolean isShared() {
        return log.isShared();
    }

    /** Begins to make an answer; its id, which nobody can guess. The place is left at the end. */
    public String start(Visit visit, Place place, String question) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        RunningAnswer answer = new RunningAnswer(id, Opening.of(visit.caller(), question), List.of(), 0);
        make(visit, place, answer, new Continuation(codec, List.of(), true), true);
        return id;
    }

    /** Whether anything follows an event; fails with {@code NOT_FOUND} unless the answer is this caller's. */
    public boolean hasMore(Caller caller, String id, long after) throws InterruptedException {
        Optional<RunningAnswer> here = mine(caller, id);
        if (here.isPresent()) {
            return !here.get().endsWith(after);
        }
        Excerpt excerpt = excerpt(caller, id, after);
        return !excerpt.ended() || !excerpt.events().isEmpty();
    }

    /** Tells what follows an event until the last one. */
    public void read(Visit visit, String id, long after, Reader reader) throws InterruptedException {
        long seen = after;
        boolean more = true;
        while (more) {
            visit.call().ensureWanted();
            Optional<RunningAnswer> here = mine(visit.caller(), id);
            Optional<Excerpt> there =
                    here.isPresent() ? Optional.empty() : Optional.of(excerpt(visit.caller(), id, seen));
            List<LoggedEvent> events = here.isPresent()
                    ? here.get().after(seen)
                    : there.orElseThrow().events();
            for (LoggedEvent event : events) {
                reader.on(event);
                seen = event.number();
                more = !event.isLast();
            }
            if (here.isPresent() && here.get().endsWith(seen)) {
                more = false;
            } else if (there.isPresent() && more) {
                more = !there.get().ended();
                if (more && !there.get().held()) {
                    takeOver(visit, id, seen);
                } else if (more && events.isEmpty()) {
                    Thread.sleep(LOOK_AGAIN);
                }
            }
        }
    }

    /** Stops making answers; others may go on with them at once. */
    public void handOver() {
        leaving = true;
        running.values().forEach(making::leave);
    }

    private Optional<RunningAnswer> mine(Caller caller, String id) {
        RunningAnswer answer = running.get(id);
        if (answer != null && !answer.opening().isOf(caller)) {
            throw unknown();
        }
        return Optional.ofNullable(answer);
    }

    private Excerpt excerpt(Caller caller, String id, long after) throws InterruptedException {
        return log.read(id, after)
                .filter(excerpt -> excerpt.opening().isOf(caller))
                .orElseThrow(ResumableAnswers::unknown);
    }

    private void takeOver(Visit visit, String id, long seen) throws InterruptedException {
        if (leaving) {
            throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "This part of Quern is shutting down.");
        }
        Place place = await(visit);
        boolean taken = false;
        boolean made = false;
        try {
            taken = making.take(id);
            if (taken) {
                Excerpt told = excerpt(visit.caller(), id, 0);
                long last =
                        told.events().isEmpty() ? 0 : told.events().getLast().number();
                RunningAnswer answer = new RunningAnswer(id, told.opening(), told.events(), Math.max(last, seen));
                metrics.counter("quern.gateway.streams.taken.over").increment();
                // What a client has seen and the log has not, because Redis was away, can only be made anew.
                make(visit, place, answer, new Continuation(codec, told.events(), last >= seen), false);
                made = true;
            }
        } finally {
            if (!made) {
                place.gone();
            }
            if (taken && !made) {
                making.giveBack(id);
            }
        }
    }

    private Place await(Visit visit) throws InterruptedException {
        CompletableFuture<Place> entering = admission.apply(visit).subscribeAsCompletionStage();
        boolean entered = false;
        try {
            Place place = entering.get(visit.call().deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
            entered = true;
            return place;
        } catch (ExecutionException failure) {
            throw QuernException.of(failure.getCause() == null ? failure : failure.getCause());
        } catch (TimeoutException late) {
            throw new QuernException(
                    ErrorCode.DEADLINE_EXCEEDED, "The request's time was over before it was done.", late);
        } finally {
            // Nobody waits for a place that comes now.
            if (!entered && !entering.cancel(true) && !entering.isCompletedExceptionally()) {
                entering.join().gone();
            }
        }
    }

    private void make(Visit visit, Place place, RunningAnswer answer, Continuation continuation, boolean isNew) {
        running.put(answer.id(), answer);
        making.start(visit, place, answer, continuation, isNew, () -> running.remove(answer.id(), answer));
    }

    private static QuernException unknown() {
        return QuernException.notFound("id", "There is no answer with this id that could be resumed.");
    }
}
