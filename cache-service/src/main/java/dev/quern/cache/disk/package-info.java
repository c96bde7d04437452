/** The third level: this replica's own disk. */
@NullMarked
package dev.quern.cache.disk;

import org.jspecify.annotations.NullMarked;
