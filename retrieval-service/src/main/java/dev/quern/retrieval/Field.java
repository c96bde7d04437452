package dev.quern.retrieval;

import java.util.List;

/**
 * What a filter can ask for: one of the fields that every document has, or one that its collection declares.
 *
 * @param name as people write it; a declared field's begins with {@code metadata.}
 */
public record Field(String name, FieldType type) {
    public static final Field DOCUMENT_ID = new Field("document_id", FieldType.TEXT);
    /** The media type. */
    public static final Field TYPE = new Field("type", FieldType.TEXT);
    /** The only field with several values: a condition on it holds when it holds for one of them. */
    public static final Field TAGS = new Field("tags", FieldType.TEXT);

    public static final Field SOURCE = new Field("source", FieldType.TEXT);
    public static final Field LANGUAGE = new Field("language", FieldType.TEXT);
    public static final Field CREATED_AT = new Field("created_at", FieldType.TIME);
    /** When this generation of the document was accepted. */
    public static final Field UPDATED_AT = new Field("updated_at", FieldType.TIME);

    /** What every document has. */
    public static final List<Field> BUILT_IN =
            List.of(DOCUMENT_ID, TYPE, TAGS, SOURCE, LANGUAGE, CREATED_AT, UPDATED_AT);

    private static final String DECLARED = "metadata.";

    public static Field declared(String name, FieldType type) {
        return new Field(DECLARED + name, type);
    }

    public boolean isDeclared() {
        return name.startsWith(DECLARED);
    }

    /** A declared field's name in its collection's settings. */
    public String declaredName() {
        return name.substring(DECLARED.length());
    }
}
