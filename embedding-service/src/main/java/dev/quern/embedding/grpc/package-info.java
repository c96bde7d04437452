/** The service as others call it. */
@NullMarked
package dev.quern.embedding.grpc;

import org.jspecify.annotations.NullMarked;
