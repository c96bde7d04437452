package dev.quern.retrieval.weaviate;

/**
 * The chunks that one process made of one generation of a document. Two processes that index the same document at once
 * write no object of each other's: which edition searches show is decided when one of them is published.
 *
 * @param key names it within its collection; what had no editions yet has the key of its upload
 */
record Edition(String document, String key) {
    static final String PROPERTY = "edition";

    /**
     * @param process whose it is
     */
    static Edition of(Upload upload, String process) {
        return new Edition(upload.document(), upload.key() + "/" + process);
    }

    /** Of a chunk, or the published one of a document's record. */
    static Edition from(Fields fields) {
        String document = fields.text("document");
        String key = fields.text(PROPERTY);
        return new Edition(document, key.isEmpty() ? new Upload(document, fields.text("generation")).key() : key);
    }

    /** Whether its chunks are older than editions: they have none in the store. */
    boolean isOlderThanEditions(Upload upload) {
        return key.equals(upload.key());
    }

    /** The key of the chunk of this number. */
    String place(int ordinal) {
        return key + "/" + ordinal;
    }
}
