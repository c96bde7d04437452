package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.HybridExplanation;
import dev.quern.retrieval.HybridFusion.Scored;
import dev.quern.retrieval.Location;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.SearchQuery;
import io.weaviate.client6.v1.api.collections.WeaviateObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A chunk that a search found, whether or not its edition is the one to show. */
record Hit(Edition edition, Candidate candidate) {
    /** What is read of a chunk. */
    static final List<String> PROPERTIES = List.of(
            "document",
            "generation",
            "edition",
            "chunk",
            "title",
            "text",
            "ordinal",
            "start",
            "end",
            "page",
            "headingPath",
            "metadata");

    /** Weaviate gives those of the same score in any order. */
    static final Comparator<Hit> BEST_FIRST = Comparator.comparingDouble(
                    (Hit hit) -> hit.passage().score())
            .reversed()
            .thenComparing(hit -> hit.passage().documentId())
            .thenComparingInt(hit -> hit.passage().location().ordinal());

    /** A chunk that was fetched, with score 0. */
    static Hit of(WeaviateObject<Map<String, Object>> found, Space space) {
        return of(found, space, 0, Optional.empty(), "");
    }

    static Hit of(
            WeaviateObject<Map<String, Object>> found,
            Space space,
            SearchQuery query,
            Scored<String> winner,
            HybridExplanation<String> explanation) {
        Optional<Float> similarity = query.alpha() > 0
                ? Optional.of(Space.cosine(query.vector(), found.vectors().getDefaultSingle()))
                : Optional.empty();
        String reason = query.explain() ? explanation.of(winner.key(), similarity) : "";
        return of(found, space, (float) winner.score(), similarity, reason);
    }

    private static Hit of(
            WeaviateObject<Map<String, Object>> found,
            Space space,
            float score,
            Optional<Float> similarity,
            String explanation) {
        Fields fields = new Fields(found.properties());
        Passage passage = new Passage(
                UUID.fromString(fields.text("chunk")),
                fields.text("document"),
                fields.text("title"),
                fields.text("text"),
                score,
                similarity,
                new Location(
                        Math.toIntExact(fields.number("ordinal")),
                        Math.toIntExact(fields.number("start")),
                        Math.toIntExact(fields.number("end")),
                        Math.toIntExact(fields.number("page")),
                        fields.list("headingPath")),
                List.of(),
                explanation,
                StoredMetadata.read(fields.list("metadata")));
        float[] vector = space.kept(found.vectors().getDefaultSingle());
        return new Hit(Edition.from(fields), new Candidate(passage, vector));
    }

    private Passage passage() {
        return candidate.passage();
    }
}
