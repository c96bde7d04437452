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

    /** As plans and metrics call it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
