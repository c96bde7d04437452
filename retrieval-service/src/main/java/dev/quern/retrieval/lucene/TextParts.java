package dev.quern.retrieval.lucene;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;

/** A document's text as entries of the index, so that no entry is large. */
final class TextParts {
    /** A character takes at most three bytes of UTF-8 (a pair of surrogates four), so a part stays under 1 MiB. */
    private static final int PART_CHARACTERS = 340_000;

    private TextParts() {}

    static List<Document> split(String name, String text) {
        List<Document> parts = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(text.length(), start + PART_CHARACTERS);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            Document part = new Document();
            part.add(new StringField(Fields.TEXT_OF, name, Field.Store.NO));
            part.add(new StoredField(Fields.PART, parts.size()));
            part.add(new StoredField(Fields.PART_TEXT, text.substring(start, end)));
            parts.add(part);
            start = end;
        }
        return parts;
    }

    static String join(Iterable<Document> parts) {
        Map<Integer, String> ordered = new TreeMap<>();
        for (Document part : parts) {
            ordered.put(Integer.valueOf(part.get(Fields.PART)), part.get(Fields.PART_TEXT));
        }
        return String.join("", ordered.values());
    }
}
