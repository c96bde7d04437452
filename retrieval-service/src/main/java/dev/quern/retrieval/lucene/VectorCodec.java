package dev.quern.retrieval.lucene;

import dev.quern.retrieval.IndexProfile;
import dev.quern.retrieval.RetrievalConfig;
import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/** Lucene's own files, with vectors as the profile wants them and room for those of large embedding models. */
final class VectorCodec extends Lucene104Codec {
    private static final int NEVER_WORTH_A_GRAPH = Integer.MAX_VALUE;

    private final KnnVectorsFormat format;

    VectorCodec(RetrievalConfig.Lucene config, IndexProfile profile) {
        int neighbours = config.graphNeighbours();
        int candidates = config.graphCandidates();
        int worthAGraph = worthAGraph(config.graphFrom());
        format = new LargeVectors(
                switch (profile) {
                    case EXACT -> new Lucene99HnswVectorsFormat(neighbours, candidates, 1, null, NEVER_WORTH_A_GRAPH);
                    case AUTOMATIC, HNSW -> new Lucene99HnswVectorsFormat(neighbours, candidates, 1, null, worthAGraph);
                    case MEMORY_CONSTRAINED ->
                        new Lucene104HnswScalarQuantizedVectorsFormat(
                                ScalarEncoding.PACKED_NIBBLE, neighbours, candidates, 1, null, worthAGraph);
                });
    }

    /**
     * Lucene makes a graph of more vectors than a search in it for so many is expected to visit, which it takes to be so
     * many times the logarithm of all. Without one, the many small segments of a collection that is being filled cost
     * little; see {@link NearestQuery} for how quickly vectors are compared.
     */
    private static int worthAGraph(int vectors) {
        return (int) (vectors / Math.log(Math.max(vectors, 3)));
    }

    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return format;
    }

    /** Bears the name of the format that it writes with, so any Lucene reads it. */
    private static final class LargeVectors extends KnnVectorsFormat {
        private static final int MAX_DIMENSIONS = 4096;
        private final KnnVectorsFormat format;

        LargeVectors(KnnVectorsFormat format) {
            super(format.getName());
            this.format = format;
        }

        @Override
        public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
            return format.fieldsWriter(state);
        }

        @Override
        public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
            return format.fieldsReader(state);
        }

        @Override
        public int getMaxDimensions(String field) {
            return MAX_DIMENSIONS;
        }
    }
}
