package dev.quern.protocol.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Says with every reply how busy this process is, so that callers can choose among replicas: at the end, and for a
 * stream at its beginning too, as its end may be minutes away.
 */
@GlobalInterceptor
@ApplicationScoped
public class LoadReports implements ServerInterceptor {
    private final LoadMeter meter;

    public LoadReports(LoadMeter meter) {
        this.meter = meter;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        meter.began();
        Reported<Q, R> reported = new Reported<>(call, meter);
        try {
            return new Ended<>(next.startCall(reported, headers), meter);
        } catch (RuntimeException refused) {
            meter.ended();
            throw refused;
        }
    }

    private static final class Reported<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private final LoadMeter meter;

        Reported(ServerCall<Q, R> call, LoadMeter meter) {
            super(call);
            this.meter = meter;
        }

        @Override
        public void sendHeaders(Metadata headers) {
            if (!getMethodDescriptor().getType().serverSendsOneMessage()) {
                meter.report().put(headers);
            }
            super.sendHeaders(headers);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            meter.report().put(trailers);
            super.close(status, trailers);
        }
    }

    /** Every call ends in exactly one of the two. */
    private static final class Ended<Q>
            extends io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final LoadMeter meter;

        Ended(ServerCall.Listener<Q> listener, LoadMeter meter) {
            super(listener);
            this.meter = meter;
        }

        @Override
        public void onComplete() {
            meter.ended();
            super.onComplete();
        }

        @Override
        public void onCancel() {
            meter.ended();
            super.onCancel();
        }
    }
}
