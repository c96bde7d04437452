@NullMarked
package dev.quern.gateway.mcp;

import org.jspecify.annotations.NullMarked;
