package dev.quern.protocol.grpc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether a replica that can be reached is asked. After several failures in a row it is left alone for a while, and then
 * gets one call for every such while, each twice as long as the one before, until it answers one.
 */
final class Standing {
    private static final int MOST_DOUBLINGS = 4;
    private static final State GOOD = new State(0, 0, 0);

    private final int failuresAllowed;
    private final long pauseNanos;
    private final AtomicReference<State> state = new AtomicReference<>(GOOD);

    Standing(Terms terms) {
        this.failuresAllowed = terms.failures();
        this.pauseNanos = terms.pause().toNanos();
    }

    /**
     * @param failures in a row after which a replica is left alone
     * @param pause for how long at first
     */
    record Terms(int failures, Duration pause) {
        Terms {
            if (failures < 1) {
                throw new IllegalArgumentException("quern.balancing.failures must be at least 1.");
            }
            if (pause.isNegative() || pause.isZero()) {
                throw new IllegalArgumentException("quern.balancing.pause must be longer than no time.");
            }
        }
    }

    /**
     * @param pauses so far, since the last answer
     * @param until when nothing is asked of it, where there was a pause
     */
    private record State(int failures, int pauses, long until) {
        boolean isEjected() {
            return pauses > 0;
        }
    }

    /** It may be asked now. */
    boolean isAsked(long now) {
        State current = state.get();
        return !current.isEjected() || now - current.until() >= 0;
    }

    boolean isEjected() {
        return state.get().isEjected();
    }

    /** A call is sent to it. While it is not trusted that is the only one for a while. */
    void began(long now) {
        if (isEjected()) {
            state.updateAndGet(current -> current.isEjected() ? paused(current, now) : current);
        }
    }

    void answered() {
        if (!state.get().equals(GOOD)) {
            state.set(GOOD);
        }
    }

    /** Returns whether it is left alone because of this. */
    boolean failed(long now) {
        State before = state.getAndUpdate(current -> {
            State failed = new State(current.failures() + 1, current.pauses(), current.until());
            return !failed.isEjected() && failed.failures() >= failuresAllowed ? paused(failed, now) : failed;
        });
        return !before.isEjected() && before.failures() + 1 >= failuresAllowed;
    }

    private State paused(State current, long now) {
        long pause = pauseNanos << Math.min(current.pauses(), MOST_DOUBLINGS);
        return new State(current.failures(), current.pauses() + 1, now + pause);
    }
}
