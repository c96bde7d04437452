package dev.quern.embedding.http;

/** How a server is asked for embeddings. */
public enum EmbeddingDialect {
    OPENAI,
    OLLAMA,
    TEI
}
