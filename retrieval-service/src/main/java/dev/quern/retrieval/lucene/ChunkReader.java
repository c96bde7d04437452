package dev.quern.retrieval.lucene;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.VectorSimilarityFunction;

/** Reads the chunks that a search shows, and no others, segment by segment. */
final class ChunkReader {
    private final List<LeafReaderContext> segments;

    ChunkReader(IndexReader reader) {
        segments = reader.leaves();
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Entry(StoredChunk chunk, float[] vector) {}

    /**
     * How near chunks are to a vector, on the scale of a search for it.
     *
     * @param entries in ascending order, each the number of a chunk's entry
     */
    Map<Integer, Float> compared(VectorSimilarityFunction function, float[] vector, int[] entries) throws IOException {
        Map<Integer, Float> compared = HashMap.newHashMap(entries.length);
        int next = 0;
        while (next < entries.length) {
            LeafReaderContext segment = segments.get(ReaderUtil.subIndex(entries[next], segments));
            int end = segment.docBase + segment.reader().maxDoc();
            FloatVectorValues vectors = segment.reader().getFloatVectorValues(Fields.VECTOR);
            DocIndexIterator positions = vectors.iterator();
            for (; next < entries.length && entries[next] < end; next++) {
                if (positions.advance(entries[next] - segment.docBase) == entries[next] - segment.docBase) {
                    compared.put(entries[next], function.compare(vector, vectors.vectorValue(positions.index())));
                }
            }
        }
        return compared;
    }

    /** @param entries in ascending order, each the number of a chunk's entry */
    Map<Integer, Entry> read(int[] entries) throws IOException {
        Map<Integer, Entry> found = HashMap.newHashMap(entries.length);
        int next = 0;
        while (next < entries.length) {
            LeafReaderContext segment = segments.get(ReaderUtil.subIndex(entries[next], segments));
            int end = segment.docBase + segment.reader().maxDoc();
            BinaryDocValues passages = DocValues.getBinary(segment.reader(), Fields.PASSAGE);
            FloatVectorValues vectors = segment.reader().getFloatVectorValues(Fields.VECTOR);
            DocIndexIterator positions = vectors.iterator();
            for (; next < entries.length && entries[next] < end; next++) {
                int entry = entries[next] - segment.docBase;
                if (!passages.advanceExact(entry) || positions.advance(entry) != entry) {
                    throw new IOException("an entry that was found is no chunk");
                }
                StoredChunk chunk = StoredChunk.fromBytes(passages.binaryValue());
                found.put(
                        entries[next],
                        new Entry(chunk, vectors.vectorValue(positions.index()).clone()));
            }
        }
        return found;
    }
}
