package dev.quern.cache.semantic;

import dev.quern.cache.CachedValue;

/**
 * A stored answer that serves a question.
 *
 * @param question as it was asked when the answer was stored
 * @param similarity the cosine of the two questions
 * @param score how sure it is that the answer fits, 0 to 1
 */
public record SemanticHit(String entryId, String question, CachedValue value, double similarity, double score) {}
