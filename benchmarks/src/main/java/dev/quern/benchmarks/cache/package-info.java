/** Benchmarks of the caches. */
@NullMarked
package dev.quern.benchmarks.cache;

import org.jspecify.annotations.NullMarked;
