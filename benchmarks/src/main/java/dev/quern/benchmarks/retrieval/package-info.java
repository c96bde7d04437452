/** The retrieval-service on both of its stores. */
@NullMarked
package dev.quern.benchmarks.retrieval;

import org.jspecify.annotations.NullMarked;
