/** The cache service as the other services see it. */
@NullMarked
package dev.quern.cache.grpc;

import org.jspecify.annotations.NullMarked;
