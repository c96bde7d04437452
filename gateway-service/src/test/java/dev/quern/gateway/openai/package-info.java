@NullMarked
package dev.quern.gateway.openai;

import org.jspecify.annotations.NullMarked;
