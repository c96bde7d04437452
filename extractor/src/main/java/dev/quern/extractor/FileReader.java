package dev.quern.extractor;

/** Reads files of some kinds. */
@FunctionalInterface
interface FileReader {
    /**
     * Writes the file's text.
     *
     * @return the title that the file gives itself, or an empty one
     * @throws Exception any at all: {@link Verdict} tells what it means
     */
    String read(Reading reading) throws Exception;
}
