package dev.quern.embedding.onnx;

import dev.quern.embedding.EmbeddingConfig.Pooling;
import dev.quern.embedding.Prefixes;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How one embedding model is used.
 *
 * @param folder with {@code model.onnx} and {@code tokenizer.json}; empty for the built-in all-MiniLM-L6-v2
 * @param maxTokens of a text that it reads
 */
public record OnnxModelSettings(
        String name, Optional<Path> folder, Pooling pooling, boolean normalize, int maxTokens, Prefixes prefixes) {}
