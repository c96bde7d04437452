package dev.quern.retrieval.lucene;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RescoreTopNQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.knn.KnnCollectorManager;
import org.jspecify.annotations.Nullable;

/** Makes queries for the nearest vectors, each kind of collection by its own means. */
final class NearestQuery {
    private final IndexSettings settings;
    private final CollectionHeader header;

    NearestQuery(IndexSettings settings, CollectionHeader header) {
        this.settings = settings;
        this.header = header;
    }

    /**
     * @param vector prepared for the collection's space
     * @param filter what may be found at all; null is everything
     */
    Query of(float[] vector, int candidates, @Nullable Query filter) {
        int wide = Math.max(candidates, settings.graphSearch());
        return switch (header.collection().settings().profile()) {
            case EXACT -> new Exact(vector, candidates, filter);
            case HNSW -> new KnnFloatVectorQuery(Fields.VECTOR, vector, wide, filter);
            case AUTOMATIC ->
                header.collection().passages() < settings.exactBelow()
                        ? new Exact(vector, candidates, filter)
                        : new KnnFloatVectorQuery(Fields.VECTOR, vector, wide, filter);
            case MEMORY_CONSTRAINED -> rescored(vector, candidates, filter);
        };
    }

    /** The graph knows the vectors by a few bits of each number: more are fetched, and compared again as they are. */
    private Query rescored(float[] vector, int candidates, @Nullable Query filter) {
        int oversampled = Math.max(candidates * settings.oversampling(), settings.graphSearch());
        return RescoreTopNQuery.createFullPrecisionRescorerQuery(
                new KnnFloatVectorQuery(Fields.VECTOR, vector, oversampled, filter), vector, Fields.VECTOR, candidates);
    }

    /** Compares every vector that may be found, even where there is a graph. */
    private static final class Exact extends KnnFloatVectorQuery {
        Exact(float[] vector, int candidates, @Nullable Query filter) {
            super(Fields.VECTOR, vector, candidates, filter);
        }

        @Override
        protected TopDocs approximateSearch(
                LeafReaderContext context, AcceptDocs accepted, int visitedLimit, KnnCollectorManager collectors)
                throws IOException {
            return exactSearch(context, accepted.iterator(), null);
        }
    }
}
