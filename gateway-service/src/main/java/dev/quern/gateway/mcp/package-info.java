/** The tools of the Model Context Protocol: what programs that talk to language models may do with Quern. */
@NullMarked
package dev.quern.gateway.mcp;

import org.jspecify.annotations.NullMarked;
