package dev.quern.retrieval;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** The files of one upload, and the space that they take. Their names are ours, whatever the sender calls them. */
final class UploadFiles implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(UploadFiles.class);

    private final Path content;
    private final Path text;
    private final UploadSpace space;
    private long taken;
    private boolean closed;

    UploadFiles(Path content, UploadSpace space) {
        this.content = content;
        this.text = content.resolveSibling(content.getFileName() + "-text");
        this.space = space;
    }

    /** What was sent. */
    Path content() {
        return content;
    }

    /** The text that was found in it, when it is not text itself. */
    Path text() {
        return text;
    }

    /** Takes room for the content before it is written. */
    synchronized void take(long bytes) {
        ensureOpen();
        space.take(bytes);
        taken += bytes;
    }

    /** Counts a text that is written already: few are at a time, and each is bounded. */
    synchronized void count(long bytes) {
        ensureOpen();
        space.count(bytes);
        taken += bytes;
    }

    /** What is counted after the files are gone would never be given back. */
    private void ensureOpen() {
        if (closed) {
            throw new QuernException(ErrorCode.CANCELLED, "The upload has ended.");
        }
    }

    UploadSpace space() {
        return space;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        remove(text);
        remove(content);
        space.giveBack(taken);
        space.leave();
    }

    private static void remove(Path file) {
        try {
            ScratchFolder.remove(file);
        } catch (IOException e) {
            LOG.warn("a file of an upload that is over cannot be removed before the next start", e);
        }
    }
}
