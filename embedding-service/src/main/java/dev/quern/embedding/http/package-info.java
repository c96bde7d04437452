/** Models that other servers compute, over their HTTP APIs. */
@NullMarked
package dev.quern.embedding.http;

import org.jspecify.annotations.NullMarked;
