package dev.quern.gateway;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A place of a gate. */
final class TakenPlace implements Admission.Place {
    /** Most work is done in so much time while nothing is in its way: who asks for less must expect to be late. */
    private static final long FAIR_NANOS = Duration.ofSeconds(10).toNanos();

    private final Gate gate;
    private final Priority lane;
    private final long since;
    private final long deadline;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean left = new AtomicBoolean();

    TakenPlace(Gate gate, Priority lane, long since, long deadline) {
        this.gate = gate;
        this.lane = lane;
        this.since = since;
        this.deadline = deadline;
    }

    Priority lane() {
        return lane;
    }

    long since() {
        return since;
    }

    @Override
    public void began(WorkKind kind) {
        if (!left.get() && begun.compareAndSet(false, true)) {
            gate.began(this, kind);
        }
    }

    @Override
    public void done() {
        leave(Outcome.DONE);
    }

    @Override
    public void failed(Throwable failure) {
        leave(outcome(QuernException.of(failure).code()));
    }

    @Override
    public void gone() {
        leave(Outcome.GONE);
    }

    private Outcome outcome(ErrorCode code) {
        return switch (code) {
            case CANCELLED -> Outcome.GONE;
            case OVERLOADED, SERVICE_UNAVAILABLE -> Outcome.LOST;
            case DEADLINE_EXCEEDED -> deadline - since < FAIR_NANOS ? Outcome.FAILED : Outcome.LOST;
            case INVALID_ARGUMENT,
                    UNAUTHENTICATED,
                    PERMISSION_DENIED,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    CONFLICT,
                    PAYLOAD_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE,
                    RATE_LIMITED,
                    NOT_IMPLEMENTED,
                    INTERNAL -> Outcome.FAILED;
        };
    }

    private void leave(Outcome outcome) {
        if (left.compareAndSet(false, true)) {
            gate.left(this, outcome);
        }
    }

    /** How it ended. */
    enum Outcome {
        DONE,
        /** For want of room or time, inside. */
        LOST,
        /** For a reason that more room would not have helped against. */
        FAILED,
        GONE
    }
}
