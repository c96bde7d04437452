package dev.quern.gateway;

import dev.quern.gateway.Admission.Place;
import dev.quern.gateway.ResumableAnswers.Asking;
import dev.quern.gateway.ResumableAnswers.Settings;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/** Makes answers that can be resumed, and writes them to the log as they are made. */
final class AnswerMaking {
    private static final Logger LOG = Logger.getLogger(AnswerMaking.class);
    /** So often is said during a lease that this replica lives. */
    private static final int BEATS = 3;

    private static final int MOST_UNLOGGED = 64;

    private final AnswerLog log;
    private final EventCodec codec;
    private final Asking asking;
    private final Settings settings;
    private final String self;
    private final MeterRegistry metrics;
    /** Answers that the log has not got, and that are kept in its place for those who come back. */
    private final Semaphore unlogged = new Semaphore(MOST_UNLOGGED);

    private final Map<RunningAnswer, Work> works = new ConcurrentHashMap<>();

    AnswerMaking(
            AnswerLog log, EventCodec codec, Asking asking, Settings settings, String self, MeterRegistry metrics) {
        this.log = log;
        this.codec = codec;
        this.asking = asking;
        this.settings = settings;
        this.self = self;
        this.metrics = metrics;
    }

    boolean take(String id) throws InterruptedException {
        return log.take(id, self);
    }

    /** What was taken is not made after all: others need not wait for the end of the lease. */
    void giveBack(String id) {
        VirtualThreads.executor().execute(() -> {
            try {
                log.release(id, self);
            } catch (InterruptedException | RuntimeException away) {
                LOG.debug("an answer that is not made could not be given back", away);
            }
        });
    }

    void start(
            Visit visit,
            Place place,
            RunningAnswer answer,
            Continuation continuation,
            boolean isNew,
            Runnable afterwards) {
        Work work = new Work(visit, place, answer, continuation, isNew, afterwards);
        works.put(answer, work);
        work.begin();
    }

    /** Stops making it, so that somebody else can. */
    void leave(RunningAnswer answer) {
        Work work = works.get(answer);
        if (work != null) {
            work.leave();
        }
    }

    /** One answer that is being made, by a thread that another one minds. */
    private final class Work {
        private final Visit visit;
        private final Place place;
        private final RunningAnswer answer;
        private final Continuation continuation;
        private final boolean isNew;
        private final Runnable afterwards;
        /** When the time is over, the end may be told while the last event still is. */
        private final ReentrantLock telling = new ReentrantLock();

        private volatile Cancellable task = () -> {};
        /** Nobody reads it, or somebody else makes it, or this process ends: nothing is told any more. */
        private volatile boolean left;
        /** What the log has missed once, it need not get: whoever takes over begins anew. */
        private volatile boolean logged = true;

        Work(
                Visit visit,
                Place place,
                RunningAnswer answer,
                Continuation continuation,
                boolean isNew,
                Runnable afterwards) {
            this.visit = visit;
            this.place = place;
            this.answer = answer;
            this.continuation = continuation;
            this.isNew = isNew;
            this.afterwards = afterwards;
        }

        void begin() {
            Call call = visit.call();
            VirtualThreads.executor().execute(this::mind);
            task = VirtualThreads.run(call, () -> {
                        make();
                        return this;
                    })
                    .subscribe()
                    .with(_ -> end(), this::failed);
            if (left) {
                task.cancel();
            }
        }

        void leave() {
            left = true;
            task.cancel();
            end();
        }

        private void make() throws InterruptedException {
            if (isNew) {
                toLog(() -> {
                    log.open(answer.id(), answer.opening(), self);
                    return true;
                });
            }
            AnswerEvent.Listener listener = event -> {
                visit.call().ensureWanted();
                for (EventCodec.Written written : continuation.next(event)) {
                    tell(written);
                }
            };
            asking.ask(visit, answer.opening().question(), place.hearing(listener));
            place.done();
        }

        private void failed(Throwable failure) {
            place.failed(failure);
            VirtualThreads.executor().execute(() -> {
                try {
                    if (!left) {
                        tell(codec.failure(failure, visit.call().traceId()));
                    }
                } catch (InterruptedException | RuntimeException untold) {
                    LOG.debug("the end of an answer could not be told", untold);
                } finally {
                    end();
                }
            });
        }

        private void end() {
            place.gone();
            works.remove(answer, this);
            // First out of sight: who still reads it here finds the rest, if any, in the log.
            if (left || logged || !unlogged.tryAcquire()) {
                afterwards.run();
            } else {
                VirtualThreads.executor().execute(this::keep);
            }
            answer.end();
        }

        /** In place of the log. */
        private void keep() {
            try {
                Thread.sleep(settings.keptFor());
            } catch (InterruptedException over) {
                LOG.debug("an answer is not kept any more", over);
            } finally {
                afterwards.run();
                unlogged.release();
            }
        }

        private void tell(EventCodec.Written written) throws InterruptedException {
            telling.lockInterruptibly();
            try {
                tellNext(written);
            } finally {
                telling.unlock();
            }
        }

        private void tellNext(EventCodec.Written written) throws InterruptedException {
            LoggedEvent event = answer.next(written);
            if (answer.size() + event.size() > settings.largest() && !event.isLast()) {
                throw new QuernException(
                        ErrorCode.UNPROCESSABLE, "The answer is larger than one that can be resumed may be.");
            }
            toLog(() -> log.append(answer.id(), event, self));
            if (left) {
                throw new QuernException(ErrorCode.CANCELLED, "Somebody else makes the answer.");
            }
            answer.add(event);
        }

        private void toLog(Logging logging) throws InterruptedException {
            if (!logged) {
                return;
            }
            try {
                if (!logging.done()) {
                    left = true;
                }
            } catch (QuernException away) {
                logged = false;
                metrics.counter("quern.gateway.streams.unlogged").increment();
                LOG.warnf("an answer can be resumed on this replica only: %s", away.text());
            }
        }

        /** Says that this replica lives, and finds out whether anybody still cares. */
        private void mind() {
            try {
                while (!answer.awaitEnd(settings.lease().dividedBy(BEATS))) {
                    toLog(() -> log.renew(answer.id(), self));
                    if (left || answer.isUnreadFor(settings.keptFor())) {
                        leave();
                    }
                }
                if (left && logged) {
                    log.release(answer.id(), self);
                }
            } catch (InterruptedException | RuntimeException over) {
                LOG.debug("an answer is not minded any more", over);
            }
        }
    }

    @FunctionalInterface
    private interface Logging {
        boolean done() throws InterruptedException;
    }
}
