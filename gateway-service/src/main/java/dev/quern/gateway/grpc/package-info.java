/** The other services, over gRPC. */
@NullMarked
package dev.quern.gateway.grpc;

import org.jspecify.annotations.NullMarked;
