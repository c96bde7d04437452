package dev.quern.cache.semantic;

import dev.quern.cache.CachedValue;
import dev.quern.cache.Tag;
import dev.quern.protocol.CanonicalKey;

/**
 * A question that has been answered, as it is compared with others. Equal to itself only.
 *
 * @param key the question without what makes no difference to anybody; see {@link Questions}
 */
record StoredQuestion(String id, String key, AskedQuestion question, UnitVector vector, CachedValue value) {
    /** Objects, table slots and the sketch, measured roughly and rounded up. */
    private static final int BOOKKEEPING = 800;

    private static final int PER_TAG = 100;

    static StoredQuestion of(ArchivedQuestion archived, SemanticNamespace namespace) {
        return new StoredQuestion(
                archived.id(),
                CanonicalKey.normalised(archived.question()),
                AskedQuestion.of(archived.question(), namespace.language()),
                UnitVector.of(archived.vector()),
                archived.value());
    }

    ArchivedQuestion archived() {
        return new ArchivedQuestion(id, question.text(), vector.components(), value);
    }

    /** What it takes up, roughly: a text is there as it is, normalised and taken apart. */
    long bytes() {
        long texts = 6L * question.text().length();
        for (Tag tag : value.tags()) {
            texts += PER_TAG + 2L * tag.value().length();
        }
        return BOOKKEEPING + texts + 4L * vector.dimension() + value.content().size();
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
