package dev.quern.extractor;

/** What a file may ask for. Time and memory are bounded from outside, by whoever starts the process. */
final class Limits {
    /** A document within a document within a document, and no further. */
    static final int ATTACHMENT_DEPTH = 3;

    static final int ATTACHMENTS = 50;

    /** All attachments of a file together, unpacked. */
    static final long ATTACHMENT_BYTES = 256L << 20;

    static final int ARCHIVE_ENTRIES = 20_000;

    /** All entries of an archive together, unpacked. */
    static final long ARCHIVE_BYTES = 1L << 30;

    /** How many times its size an archive may unpack to, once it unpacks to more than {@link #ARCHIVE_SMALL}. */
    static final int ARCHIVE_RATIO = 150;

    static final long ARCHIVE_SMALL = 32L << 20;

    /** Elements within elements. */
    static final int NESTING = 1_000;

    /** Characters of one paragraph, cell or line that are held in memory. */
    static final int PARAGRAPH = 1 << 20;

    /** Array that a binary office file may ask for. */
    static final int OFFICE_RECORD = 128 << 20;

    /** What a PDF may hold in memory before it goes to a temporary file. */
    static final long PDF_MEMORY = 48L << 20;

    /** A JSON value, or a message's body, that is read at once. */
    static final int WHOLE = 64 << 20;

    private Limits() {}
}
