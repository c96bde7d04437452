package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.Location;
import dev.quern.retrieval.Passage;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.VectorUtil;

/** A chunk as an entry of the index, and as the passage that a search makes of it. */
final class StoredChunk {
    private StoredChunk() {}

    /** The same chunk of two generations is two entries: one may be searchable while the other is not. */
    static Term key(Document document, EmbeddedChunk chunk) {
        return new Term(
                Fields.CHUNK, document.generation() + "/" + chunk.chunk().id());
    }

    static org.apache.lucene.document.Document toFields(Document document, EmbeddedChunk embedded) {
        Location location = embedded.chunk().location();
        org.apache.lucene.document.Document fields = new org.apache.lucene.document.Document();
        fields.add(new StringField(Fields.CHUNK, key(document, embedded).text(), Field.Store.NO));
        fields.add(new StringField(Fields.GENERATION, document.generation(), Field.Store.NO));
        fields.add(new StoredField(Fields.CHUNK_ID, embedded.chunk().id().toString()));
        fields.add(new StoredField(Fields.DOCUMENT, document.id().name()));
        fields.add(new StoredField(Fields.TITLE, document.header().title()));
        fields.add(new TextField(Fields.TEXT, embedded.chunk().text(), Field.Store.YES));
        fields.add(new StoredField(Fields.ORDINAL, location.ordinal()));
        fields.add(new StoredField(Fields.START, location.start()));
        fields.add(new StoredField(Fields.END, location.end()));
        location.headingPath().forEach(heading -> fields.add(new StoredField(Fields.HEADING, heading)));
        fields.add(
                new KnnFloatVectorField(Fields.VECTOR, unit(embedded.vector()), VectorSimilarityFunction.DOT_PRODUCT));
        return fields;
    }

    static Passage toPassage(org.apache.lucene.document.Document fields, float score, Optional<Float> similarity) {
        return new Passage(
                UUID.fromString(fields.get(Fields.CHUNK_ID)),
                fields.get(Fields.DOCUMENT),
                fields.get(Fields.TITLE),
                fields.get(Fields.TEXT),
                score,
                similarity,
                new Location(
                        Integer.parseInt(fields.get(Fields.ORDINAL)),
                        Integer.parseInt(fields.get(Fields.START)),
                        Integer.parseInt(fields.get(Fields.END)),
                        List.of(fields.getValues(Fields.HEADING))));
    }

    /** Of unit length, where the dot product, which is quicker, is the cosine. Zero stays zero: like nothing at all. */
    static float[] unit(float[] vector) {
        return VectorUtil.l2normalize(vector.clone(), false);
    }
}
