/** Texts to vectors, batched; reranking models. */
@NullMarked
package dev.quern.embedding;

import org.jspecify.annotations.NullMarked;
