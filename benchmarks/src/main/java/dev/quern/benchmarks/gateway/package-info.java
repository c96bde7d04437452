/** What the public face costs and withstands. */
@NullMarked
package dev.quern.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
