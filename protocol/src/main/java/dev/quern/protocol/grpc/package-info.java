/** Interceptors and adapters that carry a {@link dev.quern.protocol.Call} over gRPC. */
@NullMarked
package dev.quern.protocol.grpc;

import org.jspecify.annotations.NullMarked;
