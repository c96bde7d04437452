package dev.quern.command;

import java.nio.file.Path;
import java.util.Optional;

/**
 * From which file on this machine each document of a collection was brought, whatever run has brought it: so that two
 * files whose names give the same id do not take turns as one document. Safe for threads and for processes.
 */
public interface Origins extends AutoCloseable {

    /**
     * Makes the document that of this file, unless it is that of another one that is still there. A file that is no
     * longer there was moved, or is gone.
     *
     * @param replaces whether another file gives way
     * @return the other file whose the document stays; empty when it now is this one's
     */
    Optional<Path> claim(String documentId, Path file, boolean replaces);

    /** Whether another file that is still there has the document. */
    boolean isOfAnother(String documentId, Path file);

    /** The document is nobody's, if it was this file's. */
    void release(String documentId, Path file);

    @Override
    void close();
}
