package dev.quern.retrieval.lucene;

import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;

/**
 * Texts as entries of the index, so that no entry is large. A part is its generation's and nobody else's: whoever reads
 * part by part while the document changes finds nothing rather than a part of another text.
 */
final class TextParts {
    private TextParts() {}

    /** All parts of a text. */
    static Term all(String generation) {
        return new Term(Fields.TEXT_GENERATION, generation);
    }

    /** @param number from 0 */
    static Term one(String generation, int number) {
        return new Term(Fields.TEXT_PART, generation + "/" + number);
    }

    static Document entry(String generation, int number, String text) {
        Document part = new Document();
        part.add(new StringField(Fields.TEXT_GENERATION, generation, Field.Store.NO));
        part.add(new StringField(Fields.TEXT_PART, one(generation, number).text(), Field.Store.NO));
        part.add(new StoredField(Fields.PART_TEXT, text));
        return part;
    }

    static String text(Document part) {
        return part.get(Fields.PART_TEXT);
    }

    /** Parts of the old kind are a document's, and know their own number. */
    static Term allOld(String document) {
        return new Term(Fields.OLD_TEXT_OF, document);
    }

    static String joinOld(Iterable<Document> parts) {
        Map<Integer, String> ordered = new TreeMap<>();
        for (Document part : parts) {
            ordered.put(Integer.valueOf(part.get(Fields.OLD_PART)), text(part));
        }
        return String.join("", ordered.values());
    }
}
