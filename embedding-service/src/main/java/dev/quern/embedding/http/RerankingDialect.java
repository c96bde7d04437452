package dev.quern.embedding.http;

/** How a server is asked for scores. */
public enum RerankingDialect {
    COHERE,
    TEI
}
