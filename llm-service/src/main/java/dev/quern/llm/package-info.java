/** Prompts to tokens, routed over models. */
@NullMarked
package dev.quern.llm;

import org.jspecify.annotations.NullMarked;
