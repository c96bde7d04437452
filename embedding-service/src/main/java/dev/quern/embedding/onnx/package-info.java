/** Embedding models in this process: ONNX Runtime computes, Hugging Face's tokenizers read. */
@NullMarked
package dev.quern.embedding.onnx;

import org.jspecify.annotations.NullMarked;
