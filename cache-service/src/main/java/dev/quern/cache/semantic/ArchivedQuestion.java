package dev.quern.cache.semantic;

import dev.quern.cache.CachedValue;

/**
 * A stored question as it is kept for other replicas and later runs.
 *
 * @param vector of length 1; not changed any more
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ArchivedQuestion(String id, String question, float[] vector, CachedValue value) {
    /** What it takes up, roughly. */
    public long bytes() {
        return 2L * question.length() + 4L * vector.length + value.content().size();
    }
}
