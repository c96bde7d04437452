package dev.quern.protocol.grpc;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.ExceptionHandler;
import io.quarkus.grpc.ExceptionHandlerProvider;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Turns whatever a method threw into a status, once for all services; what nobody expected is logged here. */
@ApplicationScoped
public class ErrorTranslation implements ExceptionHandlerProvider {
    private static final Logger LOG = Logger.getLogger(ErrorTranslation.class);

    @Override
    public <Q, R> ExceptionHandler<Q, R> createHandler(
            ServerCall.Listener<Q> listener, ServerCall<Q, R> call, Metadata metadata) {
        return new ExceptionHandler<>(listener, call, metadata) {
            @Override
            protected void handleException(Throwable failure, ServerCall<Q, R> failed, Metadata headers) {
                StatusRuntimeException status = translate(failure);
                Metadata trailers = status.getTrailers();
                failed.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
            }
        };
    }

    @Override
    public Throwable transform(Throwable failure) {
        return translate(failure);
    }

    private static StatusRuntimeException translate(Throwable failure) {
        return switch (failure) {
            case StatusRuntimeException status -> status;
            case StatusException status -> new StatusRuntimeException(status.getStatus(), status.getTrailers());
            default -> {
                QuernException ours = QuernException.of(failure);
                if (ours.code() == ErrorCode.INTERNAL) {
                    LOG.error("unexpected failure", failure);
                }
                yield GrpcErrors.toStatus(ours);
            }
        };
    }
}
