/** The embedding-service beside its peers. */
@NullMarked
package dev.quern.benchmarks.embedding;

import org.jspecify.annotations.NullMarked;
