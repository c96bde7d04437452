package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.Location;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.SearchQuery;
import io.weaviate.client6.v1.api.collections.WeaviateObject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A chunk that a search found, whether or not its generation is the one to show. */
record Hit(Upload upload, Passage passage) {

    static Hit of(WeaviateObject<Map<String, Object>> found, SearchQuery query) {
        Fields fields = new Fields(found.properties());
        Float score = found.queryMetadata().score();
        return new Hit(
                new Upload(fields.text("document"), fields.text("generation")),
                new Passage(
                        UUID.fromString(fields.text("chunk")),
                        fields.text("document"),
                        fields.text("title"),
                        fields.text("text"),
                        score == null ? 0 : Math.clamp(score, 0f, 1f),
                        query.alpha() > 0
                                ? Optional.of(
                                        cosine(query.vector(), found.vectors().getDefaultSingle()))
                                : Optional.empty(),
                        new Location(
                                Math.toIntExact(fields.number("ordinal")),
                                Math.toIntExact(fields.number("start")),
                                Math.toIntExact(fields.number("end")),
                                fields.list("headingPath"))));
    }

    private static float cosine(float[] left, float[] right) {
        double product = 0;
        double leftSquares = 0;
        double rightSquares = 0;
        for (int i = 0; i < left.length; i++) {
            product += (double) left[i] * right[i];
            leftSquares += (double) left[i] * left[i];
            rightSquares += (double) right[i] * right[i];
        }
        double lengths = Math.sqrt(leftSquares * rightSquares);
        return lengths == 0 ? 0 : (float) (product / lengths);
    }
}
