package dev.quern.protocol.grpc;

import com.google.protobuf.MessageLite;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;

/** Sends principal, trace and time left with every call. A call without them is a programming error. */
@GlobalInterceptor
@ApplicationScoped
public class CallClientInterceptor implements ClientInterceptor {
    /** What a server takes (quarkus.grpc.server.max-inbound-message-size); it only hangs up on what is larger. */
    private static final int LARGEST_MESSAGE = 8 * 1024 * 1024;

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        Call call = options.getOption(CallHeaders.OPTION);
        if (call == null) {
            throw new IllegalStateException(
                    method.getFullMethodName() + " was called without a Call: use RemoteService");
        }
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<R> listener, Metadata headers) {
                headers.put(CallHeaders.PRINCIPAL, call.credential().encoded().bytes());
                headers.put(CallHeaders.TRACE_ID, call.traceId());
                headers.put(
                        CallHeaders.TIMEOUT,
                        Long.toString(Math.max(1, call.deadline().remaining().toMillis())));
                super.start(listener, headers);
            }

            @Override
            public void sendMessage(Q message) {
                if (message instanceof MessageLite known && known.getSerializedSize() > LARGEST_MESSAGE) {
                    throw new QuernException(
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            "This is too much for one call between services, which takes at most "
                                    + LARGEST_MESSAGE / 1024 / 1024 + " MiB: send less at once.");
                }
                super.sendMessage(message);
            }
        };
    }
}
