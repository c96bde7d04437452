package dev.quern.protocol.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets the next message of a stream from a caller come when the one before is done with. By itself a stream asks for the
 * next as soon as one is handed over, so that all of a large file would pile up in memory before a slow disk. For services
 * that register it; whoever takes such a stream has to ask for each message after the first.
 */
@ApplicationScoped
public class MessageFlow implements ServerInterceptor {
    private static final Context.Key<Runnable> NEXT = Context.key("quern-next-message");

    /** Asks for the next message of the stream that the method which is running belongs to. */
    public static Runnable current() {
        return NEXT.get(Context.current());
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (call.getMethodDescriptor().getType().clientSendsOneMessage()) {
            return next.startCall(call, headers);
        }
        OneByOne<Q, R> slow = new OneByOne<>(call);
        Context context = Context.current().withValue(NEXT, slow::next);
        return Contexts.interceptCall(context, slow, headers, next);
    }

    private static final class OneByOne<Q, R> extends ForwardingServerCall.SimpleForwardingServerCall<Q, R> {
        private final AtomicBoolean begun = new AtomicBoolean();

        OneByOne(ServerCall<Q, R> call) {
            super(call);
        }

        @Override
        public void request(int messages) {
            if (begun.compareAndSet(false, true)) {
                super.request(messages);
            }
        }

        void next() {
            super.request(1);
        }
    }
}
