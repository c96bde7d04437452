package dev.quern.protocol.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the end of a call says about the replica that it was sent to. */
enum Verdict {
    /** It works. */
    ANSWERED,
    /** It does not. */
    FAILED,
    /** The caller left, or gave it too little time. */
    NOTHING;

    /** A call that was given less, and was late, says nothing: clients choose their deadlines. */
    private static final long FAIR_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /**
     * @param trailers that the replica sent, unless it sent none
     * @param answered whether a message of it came
     * @param late whether it took far longer than the method usually does
     */
    static Verdict of(Status status, @Nullable Metadata trailers, boolean answered, boolean late, long nanos) {
        return switch (status.getCode()) {
            case UNAVAILABLE -> trailers != null && GrpcErrors.happenedFurtherAway(trailers) ? ANSWERED : FAILED;
            // A stream that gave something and is too long for its time is not its fault.
            case DEADLINE_EXCEEDED -> !answered && trailers == null && (late || nanos >= FAIR_NANOS) ? FAILED : NOTHING;
            case CANCELLED -> GrpcErrors.brokeOff(status) ? FAILED : NOTHING;
            // Without trailers it is this side that says so: the connection broke.
            case UNKNOWN, INTERNAL -> trailers == null ? FAILED : ANSWERED;
            default -> trailers == null ? NOTHING : ANSWERED;
        };
    }
}
