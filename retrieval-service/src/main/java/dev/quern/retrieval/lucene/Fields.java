package dev.quern.retrieval.lucene;

/**
 * The fields of an index that are its own; those of {@link FilterTarget} have a dot in their names. Three kinds of entries share an index, each with a key field that the others do not have: the record of a
 * document ({@link #RECORD}), a part of its text ({@link #TEXT_PART}), and a chunk ({@link #CHUNK}).
 */
final class Fields {
    /** A document's name, on its record. */
    static final String RECORD = "record";
    /** The generation that was accepted last, on a record. */
    static final String ACCEPTED = "accepted";
    /** On a record that is neither READY nor FAILED. */
    static final String UNFINISHED = "unfinished";
    /** On a record; those that were written before there was this field have the state as a stored value only. */
    static final String STATE = "documentState";
    /** The generation whose text it is, on each part. */
    static final String TEXT_GENERATION = "textGeneration";
    /** Generation and number, on a part of a text. */
    static final String TEXT_PART = "textPart";
    /** A document's name, on each part of a text that was written before texts had generations. */
    static final String OLD_TEXT_OF = "textOf";
    /** Its number, on such a part. */
    static final String OLD_PART = "part";

    static final String PART_TEXT = "partText";
    /** Generation and id, on a chunk. */
    static final String CHUNK = "chunk";

    static final String GENERATION = "generation";
    /** A document's name and a chunk's number in it, on a chunk. */
    static final String PLACE = "place";
    /** All that a search shows of a chunk: a {@link StoredChunk}. */
    static final String PASSAGE = "passage";

    static final String VECTOR = "vector";
    static final String TEXT = "text";

    private Fields() {}
}
