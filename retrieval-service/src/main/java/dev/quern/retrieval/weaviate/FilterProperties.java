package dev.quern.retrieval.weaviate;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentHeader;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.FieldType;
import dev.quern.retrieval.Value;
import io.weaviate.client6.v1.api.collections.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What filters look at, on records of documents and on chunks. All collections of a model share a class, so a declared
 * field is no property of its own: texts and flags are entries of one list, numbers and times have a numbered property
 * each, in the order of the fields' names.
 */
record FilterProperties(CollectionSettings settings) {
    /** Properties for the numbers and times that a collection declares. */
    static final int SLOTS = 8;

    static final String FACETS = "facets";

    private static final String CREATED_AT = "createdAtMillis";
    private static final String UPDATED_AT = "updatedAtMillis";
    private static final String SLOT = "n";

    /** Base 32 of Douglas Crockford, which ULIDs are written in. */
    private static final String ULID_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int ULID_TIME_DIGITS = 10;

    static Property[] schema() {
        Stream<Property> numbers = Stream.concat(
                        Stream.of(CREATED_AT, UPDATED_AT),
                        IntStream.range(0, SLOTS).mapToObj(slot -> SLOT + slot))
                .map(SchemaProperties::comparable);
        return Stream.concat(Stream.of(SchemaProperties.filteredList(FACETS)), numbers)
                .toArray(Property[]::new);
    }

    /** Throws unless there is a place for every field. */
    void check() {
        if (slots().size() > SLOTS) {
            throw QuernException.invalid(
                    "fields",
                    "In Weaviate a collection has at most %d fields that are numbers or times, not %d."
                            .formatted(SLOTS, slots().size()));
        }
    }

    Map<String, Object> of(Document document) {
        DocumentHeader header = document.header();
        Map<String, Object> properties = new HashMap<>();
        List<String> facets = new ArrayList<>();
        facets.add(facet(Field.DOCUMENT_ID.name(), document.id().name()));
        facets.add(facet(Field.TYPE.name(), header.mediaType()));
        header.tags().forEach(tag -> facets.add(facet(Field.TAGS.name(), tag)));
        if (!header.source().isEmpty()) {
            facets.add(facet(Field.SOURCE.name(), header.source()));
        }
        if (!header.language().isEmpty()) {
            facets.add(facet(Field.LANGUAGE.name(), header.language()));
        }
        header.metadata().forEach((name, value) -> {
            Field field = Field.declared(name, value.type());
            switch (value) {
                case Value.Text _, Value.Flag _ -> facets.add(facet(field, value));
                case Value.Numeric _, Value.Time _ -> properties.put(number(field), number(value));
            }
        });
        properties.put(FACETS, List.copyOf(facets));
        properties.put(CREATED_AT, (double) document.createdAt().toEpochMilli());
        properties.put(UPDATED_AT, (double) acceptedAt(document.generation()));
        return properties;
    }

    static String facet(Field field, Value value) {
        return switch (value) {
            case Value.Text text -> facet(field.name(), text.value());
            case Value.Flag flag -> facet(field.name(), Boolean.toString(flag.value()));
            case Value.Numeric _, Value.Time _ -> throw new IllegalArgumentException("a number is no facet");
        };
    }

    /** The end is marked because Weaviate cuts white space off. */
    private static String facet(String field, String value) {
        return field + "=" + value + ";";
    }

    /** The property that holds this field's number. */
    String number(Field field) {
        if (field.equals(Field.CREATED_AT)) {
            return CREATED_AT;
        }
        if (field.equals(Field.UPDATED_AT)) {
            return UPDATED_AT;
        }
        int slot = slots().indexOf(field.declaredName());
        if (slot < 0) {
            throw new IllegalArgumentException("the collection declares no number " + field);
        }
        return SLOT + slot;
    }

    static double number(Value value) {
        return switch (value) {
            // There are two zeros, which are one to a filter.
            case Value.Numeric number -> number.value() + 0.0;
            case Value.Time time -> time.value().toEpochMilli();
            case Value.Text _, Value.Flag _ -> throw new IllegalArgumentException("not a number: " + value.type());
        };
    }

    private List<String> slots() {
        return settings.fields().entrySet().stream()
                .filter(field -> field.getValue() == FieldType.NUMBER || field.getValue() == FieldType.TIME)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The time in a ULID: whatever happens to the generation later, this is when it was accepted. */
    private static long acceptedAt(String generation) {
        long time = 0;
        for (int i = 0; i < ULID_TIME_DIGITS; i++) {
            time = time << 5 | ULID_DIGITS.indexOf(generation.charAt(i));
        }
        return time;
    }
}
