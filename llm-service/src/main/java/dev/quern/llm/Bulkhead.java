package dev.quern.llm;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets so many generations run at once and so many wait, by {@link Rank}. The rest is refused at once, and so is whoever
 * could not be served within its deadline: with {@code n} before it, {@code s} slots and a mean time {@code t} that a
 * slot is taken, one waits {@code (n + 1) / s * t} and then takes {@code t} (Little's law). That starts optimistic and
 * is looked at again whenever a slot becomes free or somebody of a higher rank comes.
 */
final class Bulkhead {
    private static final Duration SOONEST_RETRY = Duration.ofSeconds(1);
    private static final Duration LATEST_RETRY = Duration.ofMinutes(1);

    private final String what;
    private final BulkheadLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeSet<Waiter> waiting = new TreeSet<>();
    private final RecentMean service = new RecentMean();
    private final long origin = System.nanoTime();
    private long arrivals;
    private int running;

    /** @param what it holds, as callers read it: "answers" */
    Bulkhead(String what, BulkheadLimits limits) {
        this.what = what;
        this.limits = limits;
    }

    BulkheadLimits limits() {
        return limits;
    }

    int running() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    <T> T run(Call call, Rank rank, Work<T> work) throws InterruptedException {
        try (Slot _ = enter(call, rank)) {
            return work.run();
        }
    }

    /** A slot, if one is free and nobody waits for it. */
    Optional<Slot> tryEnter() {
        lock.lock();
        try {
            return running < limits.concurrency() && waiting.isEmpty() ? Optional.of(take()) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a slot; refuses at once, or as soon as it is known that there is no use in waiting. */
    Slot enter(Call call, Rank rank) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (running < limits.concurrency() && waiting.isEmpty()) {
                return take();
            }
            return new Waiter(call, rank, lock.newCondition(), arrival(rank), arrivals++).await();
        } finally {
            lock.unlock();
        }
    }

    private long arrival(Rank rank) {
        return System.nanoTime() - origin - rank.headStart(limits.time());
    }

    private Slot take() {
        running++;
        return new Slot();
    }

    /** @param nanos for how long it was taken; 0: not at all */
    private void free(long nanos) {
        lock.lock();
        try {
            running--;
            if (nanos > 0) {
                service.add((double) nanos);
            }
            Waiter next = waiting.pollFirst();
            if (next != null) {
                next.serve();
            }
            refuseHopeless();
        } finally {
            lock.unlock();
        }
    }

    private void refuseHopeless() {
        int ahead = 0;
        List<Waiter> hopeless = new ArrayList<>();
        for (Waiter waiter : waiting) {
            if (waiter.isHopeless(ahead)) {
                hopeless.add(waiter);
            } else {
                ahead++;
            }
        }
        hopeless.forEach(waiter -> {
            waiting.remove(waiter);
            waiter.refuse();
        });
    }

    private double waitNanos(int ahead) {
        return (ahead + 1.0) / limits.concurrency() * service.mean();
    }

    private QuernException overloaded() {
        Duration wait = Duration.ofNanos((long) waitNanos(waiting.size()));
        Duration after = wait.compareTo(LATEST_RETRY) > 0 ? LATEST_RETRY : wait;
        return QuernException.overloaded(
                "Too many " + what + " are being generated.",
                after.compareTo(SOONEST_RETRY) < 0 ? SOONEST_RETRY : after);
    }

    /** A place among the running; closing it lets the next one in. */
    final class Slot implements AutoCloseable {
        private final long since = System.nanoTime();

        @Override
        public void close() {
            free(System.nanoTime() - since);
        }
    }

    private enum State {
        WAITING,
        SERVED,
        REFUSED
    }

    /** All of it under the bulkhead's lock. */
    private final class Waiter implements Comparable<Waiter> {
        private final Call call;
        private final Rank rank;
        private final Condition changed;
        private final long arrival;
        private final long number;
        private State state = State.WAITING;

        Waiter(Call call, Rank rank, Condition changed, long arrival, long number) {
            this.call = call;
            this.rank = rank;
            this.changed = changed;
            this.arrival = arrival;
            this.number = number;
        }

        Slot await() throws InterruptedException {
            line();
            try {
                long left = call.deadline().remaining().toNanos();
                while (state == State.WAITING && left > 0) {
                    left = changed.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                leave();
                throw e;
            }
            if (state == State.WAITING) {
                waiting.remove(this);
                throw new QuernException(
                        ErrorCode.DEADLINE_EXCEEDED, "The request's time was over before a model was free.");
            }
            if (state == State.REFUSED) {
                throw overloaded();
            }
            return new Slot();
        }

        private void line() {
            int ahead = waiting.headSet(this).size();
            if (isHopeless(ahead)) {
                throw overloaded();
            }
            if (waiting.size() >= limits.queue()) {
                if (waiting.isEmpty() || waiting.last().rank.priority().compareTo(rank.priority()) >= 0) {
                    throw overloaded();
                }
                waiting.removeLast().refuse();
            }
            waiting.add(this);
            refuseHopeless();
        }

        private void leave() {
            waiting.remove(this);
            if (state == State.SERVED) {
                free(0);
            }
        }

        boolean isHopeless(int ahead) {
            return service.mean() > 0
                    && waitNanos(ahead) + service.mean()
                            > call.deadline().remaining().toNanos();
        }

        void serve() {
            running++;
            state = State.SERVED;
            changed.signal();
        }

        void refuse() {
            state = State.REFUSED;
            changed.signal();
        }

        @Override
        public int compareTo(Waiter other) {
            int byArrival = Long.compare(arrival, other.arrival);
            return byArrival != 0 ? byArrival : Long.compare(number, other.number);
        }
    }

    @FunctionalInterface
    interface Work<T> {
        T run() throws InterruptedException;
    }
}
