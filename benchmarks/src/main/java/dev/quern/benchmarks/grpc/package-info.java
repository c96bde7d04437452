/** The services as clients call them. */
@NullMarked
package dev.quern.benchmarks.grpc;

import org.jspecify.annotations.NullMarked;
