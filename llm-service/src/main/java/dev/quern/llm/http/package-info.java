/** Models behind servers. */
@NullMarked
package dev.quern.llm.http;

import org.jspecify.annotations.NullMarked;
