package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.Place;
import java.io.IOException;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** A chunk as an entry of the index. */
final class ChunkEntry {
    private ChunkEntry() {}

    /** The same chunk of two generations is two entries: one may be searchable while the other is not. */
    static Term key(Document document, EmbeddedChunk chunk) {
        return new Term(
                Fields.CHUNK, document.generation() + "/" + chunk.chunk().id());
    }

    /** A document's name holds no slash, so no two places look alike. */
    static String place(Place place) {
        return place.documentId() + "/" + place.ordinal();
    }

    /** The chunk of this number. */
    static Query at(Document document, int ordinal) {
        Place place = new Place(document.id().name(), ordinal);
        return new BooleanQuery.Builder()
                .add(new TermQuery(new Term(Fields.PLACE, place(place))), BooleanClause.Occur.FILTER)
                .add(new TermQuery(new Term(Fields.GENERATION, document.generation())), BooleanClause.Occur.FILTER)
                .build();
    }

    static org.apache.lucene.document.Document of(StoredRecord record, EmbeddedChunk embedded, VectorSpace space)
            throws IOException {
        Document document = record.document();
        Place place =
                new Place(document.id().name(), embedded.chunk().location().ordinal());
        org.apache.lucene.document.Document entry = new org.apache.lucene.document.Document();
        entry.add(new StringField(Fields.CHUNK, key(document, embedded).text(), Field.Store.NO));
        entry.add(new StringField(Fields.GENERATION, document.generation(), Field.Store.NO));
        entry.add(new StringField(Fields.PLACE, place(place), Field.Store.NO));
        entry.add(new TextField(Fields.TEXT, embedded.chunk().text(), Field.Store.NO));
        // Not a stored field: those are compressed many together, and to unpack ten takes as long as to find them.
        entry.add(new BinaryDocValuesField(
                Fields.PASSAGE, StoredChunk.of(document, embedded).toBytes()));
        entry.add(new KnnFloatVectorField(Fields.VECTOR, space.prepared(embedded.vector()), space.function()));
        FilterTarget.PASSAGES.addTo(entry, record);
        return entry;
    }
}
