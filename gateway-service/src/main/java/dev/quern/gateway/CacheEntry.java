package dev.quern.gateway;

import java.util.Optional;

/**
 * Under what an answer is cached.
 *
 * @param key of the exact cache
 * @param similar where the semantic cache has it, if it does
 */
public record CacheEntry(String key, Optional<Similar> similar) {

    /** @param id of the entry within what a {@link SimilarKey} says */
    public record Similar(SimilarKey namespace, String id) {}
}
