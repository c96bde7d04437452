package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentHeader;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.Value;
import java.util.Map;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.Query;

/**
 * The kinds of entries that a filter can be asked for. Each bears the values that filters look at in fields of its own,
 * so that no filter for one kind meets an entry of the other.
 */
enum FilterTarget {
    DOCUMENTS("document.", Fields.ACCEPTED),
    PASSAGES("passage.", Fields.VECTOR);

    private final String prefix;
    private final String mark;

    /** @param mark a field that every entry of this kind has, and no other entry */
    FilterTarget(String prefix, String mark) {
        this.prefix = prefix;
        this.mark = mark;
    }

    String fieldOf(Field field) {
        return prefix + field.name();
    }

    /** Every entry of this kind. */
    Query all() {
        return new FieldExistsQuery(mark);
    }

    /** What filters may ask about a record's latest generation. It stays as it is until another is accepted. */
    void addTo(org.apache.lucene.document.Document entry, StoredRecord record) {
        Document document = record.document();
        DocumentHeader header = document.header();
        addText(entry, Field.DOCUMENT_ID, document.id().name());
        addText(entry, Field.TYPE, header.mediaType());
        header.tags().forEach(tag -> addText(entry, Field.TAGS, tag));
        addText(entry, Field.SOURCE, header.source());
        addText(entry, Field.LANGUAGE, header.language());
        add(entry, Field.CREATED_AT, new Value.Time(document.createdAt()));
        add(entry, Field.UPDATED_AT, new Value.Time(record.acceptedAt()));
        for (Map.Entry<String, Value> given : header.metadata().entrySet()) {
            add(entry, Field.declared(given.getKey(), given.getValue().type()), given.getValue());
        }
    }

    /** An empty text is none: the sender did not say. */
    private void addText(org.apache.lucene.document.Document entry, Field field, String value) {
        if (!value.isEmpty()) {
            add(entry, field, new Value.Text(value));
        }
    }

    private void add(org.apache.lucene.document.Document entry, Field field, Value value) {
        String name = fieldOf(field);
        entry.add(
                switch (value) {
                    case Value.Text _, Value.Flag _ -> new StringField(name, term(value), Store.NO);
                    case Value.Numeric _ -> new DoubleField(name, number(value), Store.NO);
                    case Value.Time _ -> new LongField(name, millis(value), Store.NO);
                });
    }

    static String term(Value value) {
        return switch (value) {
            case Value.Text text -> text.value();
            case Value.Flag flag -> Boolean.toString(flag.value());
            case Value.Numeric _, Value.Time _ -> throw new IllegalArgumentException("not a term: " + value);
        };
    }

    /** Zero is one number, with or without a sign. */
    static double number(Value value) {
        return switch (value) {
            case Value.Numeric number -> number.value() + 0.0;
            case Value.Text _, Value.Flag _, Value.Time _ ->
                throw new IllegalArgumentException("not a number: " + value);
        };
    }

    static long millis(Value value) {
        return switch (value) {
            case Value.Time time -> time.value().toEpochMilli();
            case Value.Text _, Value.Flag _, Value.Numeric _ ->
                throw new IllegalArgumentException("not a time: " + value);
        };
    }
}
