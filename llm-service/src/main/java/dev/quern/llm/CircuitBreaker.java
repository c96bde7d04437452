package dev.quern.llm;

import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Leaves a model alone after failures in a row: while it is open, nothing is asked. When its pause is over, or its server
 * answers a check, one attempt at a time finds out whether it works again. A model that is merely busy is left alone for
 * as long as it asks for, which is no failure.
 */
final class CircuitBreaker {
    private final ModelFailures failures;
    private final int most;
    private final Duration pause;
    private final LongSupplier clock;

    private State state = State.Closed.SOUND;
    private long busyUntil;
    private boolean busy;

    private sealed interface State {
        record Closed(int failuresInARow, int failedChecksInARow) implements State {
            static final Closed SOUND = new Closed(0, 0);
        }

        record Open(long until, String reason) implements State {}

        record Trying(Attempt attempt, String reason) implements State {}
    }

    /**
     * @param most failures in a row after which it opens
     * @param pause how long it is open
     * @param clock nanoseconds
     */
    CircuitBreaker(ModelFailures failures, int most, Duration pause, LongSupplier clock) {
        this.failures = failures;
        this.most = most;
        this.pause = pause;
        this.clock = clock;
    }

    /** Why nothing should be asked now. */
    synchronized Optional<String> trouble() {
        return refusal().map(QuernException::text);
    }

    /** Throws while {@link #trouble} is present. */
    synchronized Attempt begin() {
        Optional<QuernException> refusal = refusal();
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        Attempt attempt = new Attempt();
        if (state instanceof State.Open open) {
            state = new State.Trying(attempt, open.reason());
        }
        return attempt;
    }

    /** The model's server is there, whether or not the model works. */
    synchronized void answersChecks() {
        switch (state) {
            case State.Closed closed -> state = new State.Closed(closed.failuresInARow(), 0);
            case State.Open open -> state = new State.Open(clock.getAsLong(), open.reason());
            case State.Trying _ -> {}
        }
    }

    /**
     * A check has failed, which counts as a failure.
     *
     * @param reason a sentence that everybody may read
     */
    synchronized void failsCheck(String reason) {
        switch (state) {
            case State.Closed(int inARow, int checks) -> fail(new State.Closed(inARow, checks + 1), reason);
            case State.Open _ -> open(reason);
            case State.Trying _ -> {}
        }
    }

    private void fail(State.Closed more, String reason) {
        if (more.failuresInARow() + more.failedChecksInARow() >= most) {
            open(reason);
        } else {
            state = more;
        }
    }

    private void open(String reason) {
        state = new State.Open(clock.getAsLong() + pause.toNanos(), reason);
    }

    /** It asks to be left alone for so long. */
    synchronized void busyFor(Duration time) {
        busyUntil = clock.getAsLong() + time.toNanos();
        busy = true;
    }

    private Optional<QuernException> refusal() {
        long now = clock.getAsLong();
        if (busy && busyUntil - now > 0) {
            Duration left = Duration.ofNanos(busyUntil - now);
            return Optional.of(failures.busy(" is busy and wants to be left alone for a while.")
                    .withRetryAfter(left));
        }
        return switch (state) {
            case State.Closed _ -> Optional.empty();
            case State.Open(long until, String reason) ->
                until - now > 0
                        ? Optional.of(failures.unavailable(reason, "It is left alone for a while.")
                                .withRetryAfter(Duration.ofNanos(until - now)))
                        : Optional.empty();
            case State.Trying trying ->
                Optional.of(failures.unavailable(trying.reason(), "It is being tried again.")
                        .withRetryAfter(pause));
        };
    }

    /** One use of the model. */
    final class Attempt {

        /** It has given something: nobody has to wait for its end, but another failure is one too many. */
        void begun() {
            synchronized (CircuitBreaker.this) {
                if (isTrial()) {
                    state = new State.Closed(most - 1, 0);
                }
            }
        }

        void succeeded() {
            synchronized (CircuitBreaker.this) {
                if (isTrial() || state instanceof State.Closed) {
                    state = State.Closed.SOUND;
                }
            }
        }

        /** Why is its caller's business: what others get to read has no words of the model or its server. */
        void failed() {
            synchronized (CircuitBreaker.this) {
                if (isTrial()) {
                    open(failures.subject() + " failed again.");
                } else if (state instanceof State.Closed(int inARow, int checks)) {
                    String times = most == 1 ? "" : " " + most + " times in a row";
                    fail(new State.Closed(inARow + 1, checks), failures.subject() + " failed" + times + ".");
                }
            }
        }

        /** It ended for reasons that tell nothing about the model. */
        void abandoned() {
            synchronized (CircuitBreaker.this) {
                if (state instanceof State.Trying trying && trying.attempt() == this) {
                    state = new State.Open(clock.getAsLong(), trying.reason());
                }
            }
        }

        private boolean isTrial() {
            return state instanceof State.Trying trying && trying.attempt() == this;
        }
    }
}
