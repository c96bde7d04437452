package dev.quern.protocol.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one mapping between {@link QuernException} and gRPC: the status says what kind, and an {@code ErrorInfo} of the
 * domain {@code quern} carries code, field, service and retry time, so that a failure crosses any number of hops whole.
 */
public final class GrpcErrors {
    private static final Logger LOG = Logger.getLogger(GrpcErrors.class);
    private static final String DOMAIN = "quern";
    /** Tells gRPC not to try another replica: what failed is behind all of them. */
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private static final String NEVER = "-1";

    private GrpcErrors() {}

    public static StatusRuntimeException toStatus(QuernException failure) {
        ErrorInfo.Builder info = ErrorInfo.newBuilder()
                .setDomain(DOMAIN)
                .setReason(failure.code().name());
        failure.field().ifPresent(field -> info.putMetadata("field", field));
        failure.service().ifPresent(service -> info.putMetadata("service", service));
        failure.retryAfter().ifPresent(after -> info.putMetadata("retry_after_ms", Long.toString(after.toMillis())));
        Metadata trailers = new Metadata();
        if (failure.service().isPresent()) {
            trailers.put(PUSHBACK, NEVER);
        }
        return StatusProto.toStatusRuntimeException(
                com.google.rpc.Status.newBuilder()
                        .setCode(statusOf(failure.code()).value())
                        .setMessage(failure.text())
                        .addDetails(Any.pack(info.build()))
                        .build(),
                trailers);
    }

    /** Whether a failure is that of another service than the one that sent it. */
    static boolean happenedFurtherAway(Metadata trailers) {
        return trailers.containsKey(PUSHBACK);
    }

    /** What a remote service's failure means to the one who called it. */
    public static QuernException fromStatus(String service, StatusException failure) {
        return fromStatus(service, failure.getStatus(), StatusProto.fromThrowable(failure), failure);
    }

    private static QuernException fromStatus(
            String service, Status status, com.google.rpc.@Nullable Status details, Throwable cause) {
        Optional<QuernException> ours =
                details == null ? Optional.empty() : Optional.ofNullable(decode(service, details, cause));
        return ours.orElseGet(() -> switch (status.getCode()) {
            case DEADLINE_EXCEEDED ->
                new QuernException(
                                ErrorCode.DEADLINE_EXCEEDED, service + " did not answer within the time left.", cause)
                        .withService(service);
            case CANCELLED ->
                brokeOff(status)
                        ? unreachable(service, cause)
                        : new QuernException(ErrorCode.CANCELLED, "The call to " + service + " was cancelled.", cause);
            case RESOURCE_EXHAUSTED ->
                new QuernException(ErrorCode.OVERLOADED, service + " is busy.", cause).withService(service);
            case UNIMPLEMENTED ->
                new QuernException(ErrorCode.NOT_IMPLEMENTED, service + " does not offer this yet.", cause)
                        .withService(service);
            case UNAUTHENTICATED -> distrusted(service, String.valueOf(status.getDescription()), cause);
            case UNAVAILABLE -> unreachable(service, cause);
            default ->
                brokeOff(status)
                        ? unreachable(service, cause)
                        : new QuernException(
                                        ErrorCode.INTERNAL,
                                        service + " failed unexpectedly; its log has the details.",
                                        cause)
                                .withService(service);
        });
    }

    private static QuernException unreachable(String service, Throwable cause) {
        return QuernException.unavailable(service, service + " cannot be reached.", cause);
    }

    /** Causes do not cross the wire: one of the network is this side's own, whatever code gRPC chose for it. */
    static boolean brokeOff(Status status) {
        return status.getCause() instanceof IOException || wasReset(status);
    }

    /** What a server that stops does to the calls that it has; only the description tells it from this side's doing. */
    private static boolean wasReset(Status status) {
        String description = status.getDescription();
        return status.getCode() == Status.Code.CANCELLED && description != null && description.startsWith("RST_STREAM");
    }

    private static @Nullable QuernException decode(String service, com.google.rpc.Status details, Throwable cause) {
        for (Any detail : details.getDetailsList()) {
            if (!detail.is(ErrorInfo.class)) {
                continue;
            }
            try {
                ErrorInfo info = detail.unpack(ErrorInfo.class);
                Optional<ErrorCode> code = Arrays.stream(ErrorCode.values())
                        .filter(known -> known.name().equals(info.getReason()))
                        .findAny();
                if (info.getDomain().equals(DOMAIN) && code.isPresent()) {
                    QuernException failure = new QuernException(code.get(), details.getMessage(), cause);
                    if (info.containsMetadata("field")) {
                        failure = failure.withField(info.getMetadataOrThrow("field"));
                    }
                    if (info.containsMetadata("retry_after_ms")) {
                        failure = failure.withRetryAfter(
                                Duration.ofMillis(Long.parseLong(info.getMetadataOrThrow("retry_after_ms"))));
                    }
                    if (code.get() == ErrorCode.UNAUTHENTICATED) {
                        return distrusted(service, details.getMessage(), cause);
                    }
                    boolean callers = code.get().fault() == ErrorCode.Fault.CALLER;
                    return callers ? failure : failure.withService(info.getMetadataOrDefault("service", service));
                }
            } catch (InvalidProtocolBufferException | NumberFormatException unreadable) {
                // Not one of ours after all: the plain status still says enough.
                return null;
            }
        }
        return null;
    }

    /** Our own signature was refused: keys or clocks of the installation are wrong, and the caller cannot help it. */
    private static QuernException distrusted(String service, String why, Throwable cause) {
        LOG.errorf("%s does not trust this process: %s", service, why);
        return new QuernException(ErrorCode.INTERNAL, service + " does not trust the one who asked it.", cause)
                .withService(service);
    }

    private static Status.Code statusOf(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, UNPROCESSABLE, NOT_ACCEPTABLE ->
                Status.Code.INVALID_ARGUMENT;
            case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
            case PERMISSION_DENIED -> Status.Code.PERMISSION_DENIED;
            case NOT_FOUND -> Status.Code.NOT_FOUND;
            case CONFLICT -> Status.Code.FAILED_PRECONDITION;
            case CANCELLED -> Status.Code.CANCELLED;
            case RATE_LIMITED, OVERLOADED -> Status.Code.RESOURCE_EXHAUSTED;
            case SERVICE_UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
            case NOT_IMPLEMENTED, METHOD_NOT_ALLOWED -> Status.Code.UNIMPLEMENTED;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }
}
