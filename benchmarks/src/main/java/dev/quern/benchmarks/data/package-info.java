/** The data sets, and arithmetic on what becomes of them. */
@NullMarked
package dev.quern.benchmarks.data;

import org.jspecify.annotations.NullMarked;
