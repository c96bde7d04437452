/** The first level: this process's memory. */
@NullMarked
package dev.quern.cache.caffeine;

import org.jspecify.annotations.NullMarked;
