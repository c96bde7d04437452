/** Documents: parse, chunk, index, search, delete. */
@NullMarked
package dev.quern.retrieval;

import org.jspecify.annotations.NullMarked;
