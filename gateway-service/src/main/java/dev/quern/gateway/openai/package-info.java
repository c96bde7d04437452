/** OpenAI's API, as far as Quern speaks it: chat completions, embeddings, models, and reranking in the usual shape. */
@NullMarked
package dev.quern.gateway.openai;

import org.jspecify.annotations.NullMarked;
