package dev.quern.retrieval.search;

import java.util.Locale;

/** What a search does, in its order. */
enum Stage {
    FILTER,
    CACHE,
    EMBEDDING,
    SEARCH,
    DECOMPOSITION,
    EXPANSION,
    RERANKING,
    WALK,
    DIVERSITY,
    HIGHLIGHTS;

    /** Whether a result without it may be another one: a filter keeps the same in whatever order it is. */
    boolean changesResults() {
        return this != FILTER;
    }

    /** As plans and metrics call it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
