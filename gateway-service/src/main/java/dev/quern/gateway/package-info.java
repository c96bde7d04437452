/** The public API, the answering pipeline and the web console. */
@NullMarked
package dev.quern.gateway;

import org.jspecify.annotations.NullMarked;
