package dev.quern.retrieval;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The content of one document as it arrives: kept on the disk, within its limit and the space that all uploads share. */
public final class Upload implements AutoCloseable {
    private final NewDocument document;
    private final long limit;
    private final UploadFiles files;
    private final ContentHash hash = new ContentHash();
    private final PlainTextCheck plainText = new PlainTextCheck();
    private final boolean maybePlain;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable FileChannel file;
    private long size;
    private boolean over;

    Upload(NewDocument document, long limit, UploadFiles files) {
        this.document = document;
        this.limit = limit;
        this.files = files;
        maybePlain = DeclaredKind.of(document.header()).plain().isPresent();
    }

    NewDocument document() {
        return document;
    }

    UploadFiles files() {
        return files;
    }

    /** Takes the next part; may wait for the disk. */
    public void add(ByteBuffer part) {
        lock.lock();
        try {
            if (over) {
                throw ended();
            }
            write(part);
        } catch (QuernException refused) {
            files.space().refused(refused);
            throw refused;
        } finally {
            lock.unlock();
        }
    }

    private void write(ByteBuffer part) {
        if (size + part.remaining() > limit) {
            throw new QuernException(ErrorCode.PAYLOAD_TOO_LARGE, "A file may have at most " + limit + " bytes.")
                    .withField("content");
        }
        files.take(part.remaining());
        size += part.remaining();
        hash.add(part);
        if (maybePlain) {
            plainText.add(part.duplicate());
        }
        try {
            FileChannel open = open();
            while (part.hasRemaining()) {
                open.write(part);
            }
        } catch (IOException e) {
            files.space().check();
            throw failing(e);
        }
    }

    private FileChannel open() throws IOException {
        FileChannel open = file;
        if (open == null) {
            open = FileChannel.open(files.content(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            file = open;
        }
        return open;
    }

    /** What has arrived; nothing is added any more. */
    Content finish() {
        lock.lock();
        try {
            if (over) {
                throw ended();
            }
            over = true;
            closeFile();
            if (size == 0) {
                throw QuernException.invalid("content", "The document has no content.");
            }
            return new Content(hash.value(), maybePlain && plainText.isText(), plainText);
        } finally {
            lock.unlock();
        }
    }

    /**
     * @param hash SHA-256 of its bytes, in hexadecimal
     * @param isPlain whether it is the plain text or Markdown that its sender says that it is
     */
    record Content(String hash, boolean isPlain, PlainTextCheck text) {}

    private static QuernException ended() {
        return new QuernException(ErrorCode.CANCELLED, "The upload has ended.");
    }

    private static QuernException failing(IOException cause) {
        return QuernException.unavailable("retrieval-service", "The file cannot be written to the disk.", cause);
    }

    private void closeFile() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw failing(e);
        }
    }

    /** Removes what was kept; may be called from any thread, and twice. */
    @Override
    public void close() {
        lock.lock();
        try {
            over = true;
            closeFile();
        } finally {
            lock.unlock();
            files.close();
        }
    }
}
