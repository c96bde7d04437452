/** What is kept in a small file of this replica. */
@NullMarked
package dev.quern.cache.file;

import org.jspecify.annotations.NullMarked;
