package dev.quern.protocol;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure that a person can act on: its message is shown to clients as it is, so it names the field, the limit or
 * the part, and never holds a secret or an internal name.
 */
public final class QuernException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable String field;
    private final @Nullable String service;
    private final @Nullable Duration retryAfter;

    private QuernException(
            ErrorCode code,
            String message,
            @Nullable String field,
            @Nullable String service,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.field = field;
        this.service = service;
        this.retryAfter = retryAfter;
    }

    public QuernException(ErrorCode code, String message) {
        this(code, message, null, null, null, null);
    }

    public QuernException(ErrorCode code, String message, Throwable cause) {
        this(code, message, null, null, null, cause);
    }

    /** Invalid input: names the field as the caller wrote it. */
    public static QuernException invalid(String field, String message) {
        return new QuernException(ErrorCode.INVALID_ARGUMENT, message).withField(field);
    }

    public static QuernException notFound(String field, String message) {
        return new QuernException(ErrorCode.NOT_FOUND, message).withField(field);
    }

    public static QuernException unavailable(String service, String message, Throwable cause) {
        return new QuernException(ErrorCode.SERVICE_UNAVAILABLE, message, cause).withService(service);
    }

    public static QuernException overloaded(String message, Duration retryAfter) {
        return new QuernException(ErrorCode.OVERLOADED, message).withRetryAfter(retryAfter);
    }

    public QuernException withField(String newField) {
        return new QuernException(code, text(), newField, service, retryAfter, getCause());
    }

    public QuernException withService(String newService) {
        return new QuernException(code, text(), field, newService, retryAfter, getCause());
    }

    public QuernException withRetryAfter(Duration newRetryAfter) {
        return new QuernException(code, text(), field, service, newRetryAfter, getCause());
    }

    public ErrorCode code() {
        return code;
    }

    /** The sentence for the caller. */
    public String text() {
        String message = getMessage();
        return message == null ? code.title() : message;
    }

    /** The input that is at fault, as the caller wrote it. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    /** The service that failed or is away. */
    public Optional<String> service() {
        return Optional.ofNullable(service);
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The same failure as Quern's own, or {@link ErrorCode#INTERNAL} with a sentence that gives nothing away. */
    public static QuernException of(Throwable failure) {
        return switch (failure) {
            case QuernException known -> known;
            case InterruptedException gone ->
                new QuernException(ErrorCode.CANCELLED, "The caller went away before the work was done.", gone);
            default -> new QuernException(ErrorCode.INTERNAL, "An unexpected error; the log has the details.", failure);
        };
    }
}
