package dev.quern.extractor;

/** What became of a file. */
public sealed interface Reply {

    /**
     * Its text is written.
     *
     * @param mediaType by its content
     * @param title that the file gives itself; empty when it gives none
     * @param characters (UTF-16) of the text
     */
    record Extracted(String mediaType, String title, long characters) implements Reply {}

    /**
     * It has no text for us.
     *
     * @param mediaType by its content, as far as it could be told
     * @param sentence for the one who sent it
     */
    record Refused(Reason reason, String mediaType, String sentence) implements Reply {}

    /** Why a file is refused. */
    enum Reason {
        /** Of a kind that is not read. */
        UNKNOWN_KIND,
        /** Needs a password, or forbids to take its text. */
        PROTECTED,
        /** Not what it says that it is, cut off, or damaged. */
        BROKEN,
        /** Nothing to read in it: empty, or pictures of pages. */
        NO_TEXT,
        /** More text than a document may have. */
        TOO_LONG,
        /** Unpacks to far more than it is, nests too deep, or takes too much memory. */
        TOO_COMPLEX,
        /** Nothing is wrong with it: the disk has no room for its text, or for what is unpacked on the way. */
        UNWRITABLE
    }
}
