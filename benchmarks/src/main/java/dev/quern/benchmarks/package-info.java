/** Measures running services from outside, as their clients see them. */
@NullMarked
package dev.quern.benchmarks;

import org.jspecify.annotations.NullMarked;
