/** The service as others call it, and the embedding-service as it is called from here. */
@NullMarked
package dev.quern.retrieval.grpc;

import org.jspecify.annotations.NullMarked;
