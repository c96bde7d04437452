package dev.quern.protocol.grpc;

import dev.quern.protocol.Call;
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
        };
    }
}
