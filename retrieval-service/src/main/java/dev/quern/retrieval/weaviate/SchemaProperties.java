package dev.quern.retrieval.weaviate;

import io.weaviate.client6.v1.api.collections.Property;
import io.weaviate.client6.v1.api.collections.Tokenization;

/** The kinds of properties that Quern's classes have. */
final class SchemaProperties {
    private SchemaProperties() {}

    /** Kept as it is, and found by nothing. */
    static Property stored(String name) {
        return Property.text(name, text -> text.indexFilterable(false).indexSearchable(false));
    }

    /** Found by its whole value. */
    static Property filtered(String name) {
        return Property.text(
                name,
                text -> text.tokenization(Tokenization.FIELD)
                        .indexFilterable(true)
                        .indexSearchable(false));
    }

    /** Found by each of its values, as a whole. */
    static Property filteredList(String name) {
        return Property.textArray(
                name,
                list -> list.tokenization(Tokenization.FIELD)
                        .indexFilterable(true)
                        .indexSearchable(false));
    }

    /** Found by its words. */
    static Property words(String name) {
        return Property.text(
                name,
                text -> text.tokenization(Tokenization.WORD)
                        .indexSearchable(true)
                        .indexFilterable(false));
    }

    /** A number found by its value and by ranges. */
    static Property comparable(String name) {
        return Property.number(name, number -> number.indexFilterable(true).indexRangeFilters(true));
    }

    /** A whole number, found by nothing. */
    static Property number(String name) {
        return Property.integer(name, number -> number.indexFilterable(false));
    }

    /** Found by nothing. */
    static Property list(String name) {
        return Property.textArray(name, list -> list.indexFilterable(false).indexSearchable(false));
    }
}
