package dev.quern.protocol.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.SignedPrincipal;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Verifies the principal of every call to a service of Quern and makes the {@link Call} that the method works with.
 * Standard services, such as gRPC health, tell nothing about any tenant and pass.
 */
@GlobalInterceptor
@ApplicationScoped
public class CallServerInterceptor implements ServerInterceptor {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");

    private final Identity identity;

    public CallServerInterceptor(Identity identity) {
        this.identity = identity;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> serverCall, Metadata headers, ServerCallHandler<Q, R> next) {
        if (!serverCall.getMethodDescriptor().getFullMethodName().startsWith("quern.")) {
            return next.startCall(serverCall, headers);
        }
        try {
            Call call = new Call(principal(headers), deadline(headers), traceId(headers));
            return Contexts.interceptCall(
                    Context.current().withValue(CallHeaders.CONTEXT, call), serverCall, headers, next);
        } catch (QuernException refused) {
            StatusRuntimeException status = GrpcErrors.toStatus(refused);
            Metadata trailers = status.getTrailers();
            serverCall.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
            return new ServerCall.Listener<>() {};
        }
    }

    private SignedPrincipal principal(Metadata headers) {
        byte[] envelope = headers.get(CallHeaders.PRINCIPAL);
        if (envelope == null) {
            throw new QuernException(ErrorCode.UNAUTHENTICATED, "This call carries no principal.");
        }
        return identity.verify(envelope);
    }

    private static Deadline deadline(Metadata headers) {
        String millis = headers.get(CallHeaders.TIMEOUT);
        if (millis == null) {
            return Deadline.after(LONGEST);
        }
        try {
            Duration timeout = Duration.ofMillis(Long.parseLong(millis));
            return Deadline.after(timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST);
        } catch (NumberFormatException e) {
            throw new QuernException(ErrorCode.INVALID_ARGUMENT, "quern-timeout-ms is not a number.", e);
        }
    }

    private static String traceId(Metadata headers) {
        String traceId = headers.get(CallHeaders.TRACE_ID);
        if (traceId == null || !TRACE_ID.matcher(traceId).matches()) {
            throw new QuernException(ErrorCode.INVALID_ARGUMENT, "quern-trace-id is not 32 hexadecimal digits.");
        }
        return traceId;
    }
}
