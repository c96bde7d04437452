package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import java.time.Duration;

/** Failures of parts that an answer can be made without. */
final class Trouble {
    private static final int SHARE = 2;

    private Trouble() {}

    /**
     * Whether there is use in going on without whoever failed: it was away, busy or slow, and there is time left. A
     * request that was wrong stays wrong.
     */
    static boolean canBeDoneWithout(Call call, QuernException failure) {
        return switch (failure.code()) {
            case SERVICE_UNAVAILABLE, OVERLOADED -> true;
            case DEADLINE_EXCEEDED -> !call.deadline().isPassed();
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
                    CANCELLED,
                    RATE_LIMITED,
                    NOT_IMPLEMENTED,
                    INTERNAL -> false;
        };
    }

    /** The same with half of its time: the other half is for whoever goes on without. */
    static Call hurried(Call call) {
        return within(call, call.deadline().remaining().dividedBy(SHARE));
    }

    static Call within(Call call, Duration limit) {
        return new Call(call.credential(), call.deadline().orAfter(limit), call.traceId());
    }
}
