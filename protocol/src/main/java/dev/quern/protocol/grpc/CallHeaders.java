package dev.quern.protocol.grpc;

import dev.quern.protocol.Call;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Metadata;

/** Where a call stands in gRPC's headers, options and context. */
final class CallHeaders {
    static final Metadata.Key<byte[]> PRINCIPAL =
            Metadata.Key.of("quern-principal-bin", Metadata.BINARY_BYTE_MARSHALLER);
    static final Metadata.Key<String> TRACE_ID = Metadata.Key.of("quern-trace-id", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> TIMEOUT = Metadata.Key.of("quern-timeout-ms", Metadata.ASCII_STRING_MARSHALLER);
    static final CallOptions.Key<Call> OPTION = CallOptions.Key.create("quern-call");
    static final Context.Key<Call> CONTEXT = Context.key("quern-call");

    private CallHeaders() {}
}
