package dev.quern.retrieval.search;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Fusion;
import dev.quern.retrieval.SearchQuery;
import java.util.Optional;

/**
 * What is asked for, checked.
 *
 * @param text without control characters
 * @param vector of the text; empty when alpha is 0, or as long as it was not made
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Question(
        CollectionId collection,
        CollectionSettings settings,
        String text,
        float[] vector,
        int limit,
        float alpha,
        Fusion fusion,
        Optional<Filter> filter,
        Strategy strategy,
        boolean explain) {

    Question filtered(Filter planned) {
        return new Question(
                collection, settings, text, vector, limit, alpha, fusion, Optional.of(planned), strategy, explain);
    }

    Question embedded(float[] made) {
        return new Question(collection, settings, text, made, limit, alpha, fusion, filter, strategy, explain);
    }

    boolean wantsVectors() {
        return alpha > 0;
    }

    /** The same search for other words, other vectors or both. */
    SearchQuery query(String words, float[] meaning, int most) {
        return new SearchQuery(words, meaning, most, alpha, fusion, filter, explain);
    }

    /** What is near a vector, whatever its words. */
    SearchQuery nearest(float[] meaning, int most) {
        return new SearchQuery(text, meaning, most, 1, fusion, filter, false);
    }

    /** What has these words, whatever its vector. */
    SearchQuery worded(String words, int most) {
        return new SearchQuery(words, new float[0], most, 0, fusion, filter, false);
    }
}
