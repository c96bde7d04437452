/** A model behind a server that speaks OpenAI's chat completions. */
@NullMarked
package dev.quern.llm.openai;

import org.jspecify.annotations.NullMarked;
