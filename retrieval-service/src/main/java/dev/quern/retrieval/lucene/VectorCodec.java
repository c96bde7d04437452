package dev.quern.retrieval.lucene;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/** Lucene's own files, with our graph settings and room for the vectors of large embedding models. */
final class VectorCodec extends Lucene104Codec {
    private final KnnVectorsFormat format;

    VectorCodec(int graphNeighbours, int graphCandidates) {
        format = new LargeVectors(new Lucene99HnswVectorsFormat(graphNeighbours, graphCandidates));
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
