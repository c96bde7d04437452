package dev.quern.retrieval.lucene;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RescoreTopNQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.knn.KnnCollectorManager;
import org.jspecify.annotations.Nullable;

/** Makes queries for the nearest vectors, each kind of collection by its own means. */
final class NearestQuery {
    /** Vectors that are compared in about the time of a search in a graph (see benchmarks/results). */
    private static final int QUICKLY_COMPARED = 15_000;

    /** A filter that keeps more than one in so many hardly gets in the way of a search in a graph. */
    private static final int SELECTIVE = 4;

    private final IndexSettings settings;
    private final CollectionHeader header;
    private final QueryTimeout abandoned;

    /** @param abandoned whether nobody waits for the result any more */
    NearestQuery(IndexSettings settings, CollectionHeader header, QueryTimeout abandoned) {
        this.settings = settings;
        this.header = header;
        this.abandoned = abandoned;
    }

    /**
     * @param vector prepared for the collection's space
     * @param filter what may be found at all; null is everything
     */
    Query of(float[] vector, int candidates, @Nullable Query filter) {
        int wide = Math.max(candidates, settings.graphSearch());
        return switch (header.collection().settings().profile()) {
            case EXACT -> new Nearest(vector, candidates, filter, true, abandoned);
            case HNSW -> new Nearest(vector, wide, filter, false, abandoned);
            case AUTOMATIC ->
                header.collection().passages() < settings.exactBelow()
                        ? new Nearest(vector, candidates, filter, true, abandoned)
                        : new Nearest(vector, wide, filter, false, abandoned);
            case MEMORY_CONSTRAINED -> rescored(vector, candidates, filter);
        };
    }

    /** The graph knows the vectors by a few bits of each number: more are fetched, and compared again as they are. */
    private Query rescored(float[] vector, int candidates, @Nullable Query filter) {
        int oversampled = Math.max(candidates * settings.oversampling(), settings.graphSearch());
        return RescoreTopNQuery.createFullPrecisionRescorerQuery(
                new KnnFloatVectorQuery(Fields.VECTOR, vector, oversampled, filter), vector, Fields.VECTOR, candidates);
    }

    /**
     * Compares every vector that may be found, even where there is a graph, or goes through the graph unless a filter
     * leaves so little that comparing all of it is quicker: a graph is also walked through what the filter refuses.
     */
    private static final class Nearest extends KnnFloatVectorQuery {
        private final boolean isExact;
        private final QueryTimeout abandoned;

        Nearest(float[] vector, int candidates, @Nullable Query filter, boolean isExact, QueryTimeout abandoned) {
            super(Fields.VECTOR, vector, candidates, filter);
            this.isExact = isExact;
            this.abandoned = abandoned;
        }

        @Override
        protected TopDocs approximateSearch(
                LeafReaderContext context, AcceptDocs accepted, int visitedLimit, KnnCollectorManager collectors)
                throws IOException {
            return isExact || leavesLittle(context, accepted)
                    ? exactSearch(context, accepted.iterator(), abandoned)
                    : super.approximateSearch(context, accepted, visitedLimit, collectors);
        }

        private boolean leavesLittle(LeafReaderContext context, AcceptDocs accepted) throws IOException {
            int quick = Math.min(QUICKLY_COMPARED, context.reader().maxDoc() / SELECTIVE);
            return getFilter() != null && accepted.cost() <= quick;
        }
    }
}
