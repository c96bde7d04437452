package dev.quern.retrieval;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The content of one document as it arrives: within its limit, and within the memory that all uploads share. */
public final class Upload implements AutoCloseable {
    private final NewDocument document;
    private final long limit;
    private final UploadMemory memory;
    private final Content content = new Content();
    private boolean closed;

    Upload(NewDocument document, long limit, UploadMemory memory) {
        this.document = document;
        this.limit = limit;
        this.memory = memory;
    }

    NewDocument document() {
        return document;
    }

    /** Takes the next part; never waits. */
    public synchronized void add(ByteBuffer part) {
        if (closed) {
            throw new QuernException(ErrorCode.CANCELLED, "The upload has ended.");
        }
        if (content.size() + (long) part.remaining() > limit) {
            throw new QuernException(
                            ErrorCode.PAYLOAD_TOO_LARGE, "A document may have at most " + limit + " bytes of text.")
                    .withField("content");
        }
        memory.take(part.remaining());
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        content.writeBytes(bytes);
    }

    /** What has arrived, as text: strictly UTF-8, and not blank. */
    synchronized Text text() {
        ByteBuffer bytes = withoutByteOrderMark(content.bytes());
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            throw unprocessable("The content is not text in UTF-8.");
        }
        if (text.indexOf('\0') >= 0) {
            throw unprocessable("The content holds the character NUL, so it is not text.");
        }
        if (text.isBlank()) {
            throw QuernException.invalid("content", "The document has no content.");
        }
        return new Text(text, ContentNames.hash(bytes));
    }

    /** Lends what it holds, so that it need not be copied. */
    private static final class Content extends ByteArrayOutputStream {
        ByteBuffer bytes() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }

    /** @param hash SHA-256 of its bytes, in hexadecimal */
    record Text(String text, String hash) {}

    private static ByteBuffer withoutByteOrderMark(ByteBuffer bytes) {
        boolean marked = bytes.remaining() >= 3
                && bytes.get(0) == (byte) 0xEF
                && bytes.get(1) == (byte) 0xBB
                && bytes.get(2) == (byte) 0xBF;
        return marked ? bytes.position(3).slice() : bytes;
    }

    private static QuernException unprocessable(String sentence) {
        return new QuernException(ErrorCode.UNPROCESSABLE, sentence).withField("content");
    }

    /** Gives the memory back; may be called from any thread, and twice. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            memory.giveBack(content.size());
        }
    }
}
