package dev.quern.llm;

import dev.quern.llm.GenerationEvent.Sink;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A generation that several callers read. It has the first one's deadline, goes on when that one leaves and ends with
 * the last. It is ahead of the fastest reader by a little only, and keeps what it said until its end.
 */
final class SharedGeneration {
    private static final int AHEAD = 64;
    /** Of its time, a caller gives up so much at most for not having to wait for a generation of its own. */
    private static final double TIME_GIVEN_UP = 0.1;

    private final Deadline deadline;
    private final int mostCallers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<GenerationEvent> said = new ArrayList<>();
    private int furthest;
    private int callers = 1;
    private boolean ended;
    private Optional<Throwable> failure = Optional.empty();
    private @Nullable Future<?> work;

    SharedGeneration(Deadline deadline, int mostCallers) {
        this.deadline = deadline;
        this.mostCallers = mostCallers;
    }

    /** Whether the caller may read it, who then has to. */
    boolean join(Call call) {
        lock.lock();
        try {
            long left = call.deadline().remaining().toNanos();
            boolean soonEnough = deadline.remaining().toNanos() >= left * (1 - TIME_GIVEN_UP);
            boolean open = callers > 0 && callers < mostCallers && failure.isEmpty() && soonEnough;
            if (open) {
                callers++;
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** @param onEnd called on its thread when it has ended in whatever way */
    void start(Work generation, Runnable onEnd) {
        Runnable task = Context.current().wrap(() -> {
            try {
                generation.run(this::say);
                end(Optional.empty());
            } catch (Throwable e) {
                end(Optional.of(e));
            } finally {
                onEnd.run();
            }
        });
        lock.lock();
        try {
            work = VirtualThreads.executor().submit(task);
        } finally {
            lock.unlock();
        }
    }

    /** Hands on all that is said, from the beginning to the end. */
    void read(Call call, Sink sink) throws InterruptedException {
        try {
            for (int next = 0; ; next++) {
                Optional<GenerationEvent> event = await(call, next);
                if (event.isEmpty()) {
                    return;
                }
                sink.accept(event.get());
            }
        } finally {
            leave();
        }
    }

    private void say(GenerationEvent event) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (said.size() - furthest >= AHEAD) {
                changed.await();
            }
            said.add(event);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(Optional<Throwable> cause) {
        lock.lock();
        try {
            failure = cause;
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Optional<GenerationEvent> await(Call call, int next) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (next > furthest) {
                furthest = next;
                changed.signalAll();
            }
            while (next >= said.size() && !ended) {
                if (changed.awaitNanos(call.deadline().remaining().toNanos()) <= 0) {
                    call.ensureWanted();
                }
            }
            if (next < said.size()) {
                return Optional.of(said.get(next));
            }
            if (failure.isPresent()) {
                throw asSeenHere(failure.get());
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            callers--;
            if (callers == 0 && !ended && work != null) {
                work.cancel(true);
            }
        } finally {
            lock.unlock();
        }
    }

    private static RuntimeException asSeenHere(Throwable cause) {
        return switch (cause) {
            case RuntimeException known -> known;
            case Error error -> throw error;
            default -> new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "The answer broke off.", cause);
        };
    }

    /** What is run once. */
    @FunctionalInterface
    interface Work {
        void run(Sink sink) throws InterruptedException;
    }
}
