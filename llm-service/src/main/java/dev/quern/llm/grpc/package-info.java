/** The service's contract over gRPC. */
@NullMarked
package dev.quern.llm.grpc;

import org.jspecify.annotations.NullMarked;
