package dev.quern.protocol;

import java.util.Locale;

/**
 * Every way in which Quern refuses or fails, and whose fault it is. The name in lower case is the stable {@code code}
 * of a problem document; the mapping to HTTP stands here, the one to gRPC in {@code GrpcErrors}.
 */
public enum ErrorCode {
    INVALID_ARGUMENT(Fault.CALLER, 400, "The request is not valid"),
    UNAUTHENTICATED(Fault.CALLER, 401, "Who is asking is not known"),
    PERMISSION_DENIED(Fault.CALLER, 403, "This is not allowed"),
    NOT_FOUND(Fault.CALLER, 404, "There is no such thing"),
    METHOD_NOT_ALLOWED(Fault.CALLER, 405, "This method is not possible here"),
    NOT_ACCEPTABLE(Fault.CALLER, 406, "The answer cannot be given in this form"),
    CONFLICT(Fault.CALLER, 409, "This contradicts the present state"),
    PAYLOAD_TOO_LARGE(Fault.CALLER, 413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(Fault.CALLER, 415, "This media type cannot be read"),
    UNPROCESSABLE(Fault.CALLER, 422, "The content cannot be processed"),
    CANCELLED(Fault.CALLER, 499, "The caller went away"),
    /** The subject has used up what it may. */
    RATE_LIMITED(Fault.OVERLOAD, 429, "Too many requests"),
    /** Quern itself has no room; the same request may succeed a little later. */
    OVERLOADED(Fault.OVERLOAD, 503, "Quern is busy"),
    SERVICE_UNAVAILABLE(Fault.SYSTEM, 503, "A part of Quern is not available"),
    DEADLINE_EXCEEDED(Fault.SYSTEM, 504, "The time for this request is over"),
    NOT_IMPLEMENTED(Fault.SYSTEM, 501, "This is not built yet"),
    INTERNAL(Fault.SYSTEM, 500, "Something went wrong inside Quern");

    /** Whose fault it is: decides what is logged, what is retried and what opens a circuit breaker. */
    public enum Fault {
        CALLER,
        OVERLOAD,
        SYSTEM
    }

    private final Fault fault;
    private final int httpStatus;
    private final String title;

    ErrorCode(Fault fault, int httpStatus, String title) {
        this.fault = fault;
        this.httpStatus = httpStatus;
        this.title = title;
    }

    public Fault fault() {
        return fault;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public String title() {
        return title;
    }

    /** The stable name that clients may rely on. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isOverload() {
        return fault == Fault.OVERLOAD;
    }
}
