package dev.quern.cache.redis;

import dev.quern.cache.StoreUnavailableException;
import dev.quern.protocol.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits until an invalidation has taken place at every replica: because each has said so, or because so much time has
 * passed that one which has not heard of it serves nothing from before. However many wait, Redis is asked a limited
 * number of times a second.
 */
final class Acknowledgements {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
    private static final Duration FOR_THE_ANSWER = Duration.ofMillis(100);
    private static final long BETWEEN_QUESTIONS = Duration.ofMillis(5).toNanos();

    private final ReplicaLog log;
    private final String self;
    private final ReplicaSettings settings;
    private final ReentrantLock asking = new ReentrantLock();
    private LogState last = LogState.UNKNOWN;
    private long lastAsked = System.nanoTime();
    private long lastFailed = lastAsked;

    Acknowledgements(ReplicaLog log, String self, ReplicaSettings settings) {
        this.log = log;
        this.self = self;
        this.settings = settings;
    }

    /** @return false, in time for the caller to hear of it, when the deadline is too near to be sure */
    boolean await(ReplicaLog.Appended appended, Deadline callers) throws InterruptedException {
        long appendedAt = System.nanoTime();
        Duration left = callers.remaining();
        Deadline deadline = Deadline.after(left.minus(shorter(left.dividedBy(10), FOR_THE_ANSWER)));
        Deadline certain = Deadline.after(settings.certainty());
        Duration pause = SHORTEST_PAUSE;
        LogState state = appended.state();
        while (!certain.isPassed()) {
            boolean known = state.settled()
                    && state.incarnation().equals(appended.state().incarnation());
            if (known && state.isAcknowledged(appended.id(), self)) {
                return true;
            }
            boolean hopeless = !known && deadline.remaining().compareTo(certain.remaining()) < 0;
            if (hopeless || deadline.isPassed()) {
                return false;
            }
            sleep(known ? pause : LONGEST_PAUSE, certain, deadline);
            pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            if (known) {
                state = ask(appendedAt, state, deadline.orAfter(certain.remaining()));
            }
        }
        return true;
    }

    /** As it was after {@code appendedAt}; {@code before} while Redis does not answer. */
    private LogState ask(long appendedAt, LogState before, Deadline patience) throws InterruptedException {
        if (!asking.tryLock(patience.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            return before;
        }
        try {
            long now = System.nanoTime();
            if (lastAsked - appendedAt > 0 && now - lastAsked <= BETWEEN_QUESTIONS) {
                return last;
            }
            // Those who were waiting for the same answer do not wait for another one in turn.
            if (now - lastFailed <= BETWEEN_QUESTIONS) {
                return before;
            }
            last = log.state(patience.orAfter(settings.beat()));
            lastAsked = now;
            return last;
        } catch (StoreUnavailableException away) {
            lastFailed = System.nanoTime();
            return before;
        } finally {
            asking.unlock();
        }
    }

    private static void sleep(Duration pause, Deadline one, Deadline other) throws InterruptedException {
        Duration left = shorter(pause, shorter(one.remaining(), other.remaining()));
        TimeUnit.NANOSECONDS.sleep(left.toNanos());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
