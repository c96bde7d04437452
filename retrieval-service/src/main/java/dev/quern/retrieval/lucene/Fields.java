package dev.quern.retrieval.lucene;

/**
 * The fields of an index. Three kinds of entries share it, each with a key field that the others do not have: the
 * record of a document ({@link #RECORD}), a part of its text ({@link #TEXT_OF}), and a chunk ({@link #CHUNK}).
 */
final class Fields {
    /** A document's name, on its record. */
    static final String RECORD = "record";
    /** On a record that is neither READY nor FAILED. */
    static final String UNFINISHED = "unfinished";
    /** A document's name, on each part of its text. */
    static final String TEXT_OF = "textOf";

    static final String PART = "part";
    static final String PART_TEXT = "partText";
    /** Generation and id, on a chunk. */
    static final String CHUNK = "chunk";

    static final String GENERATION = "generation";
    static final String CHUNK_ID = "chunkId";
    static final String DOCUMENT = "document";
    static final String TITLE = "title";
    static final String ORDINAL = "ordinal";
    static final String START = "start";
    static final String END = "end";
    static final String HEADING = "heading";
    static final String VECTOR = "vector";
    static final String TEXT = "text";

    private Fields() {}
}
