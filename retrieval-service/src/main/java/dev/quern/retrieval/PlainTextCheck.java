package dev.quern.retrieval;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tells of bytes, part by part, whether they are text in UTF-8: valid, without NUL, and not another kind of file. */
final class PlainTextCheck {
    /** How files begin that may be all letters and are not text for people. */
    private static final List<String> OTHER_KINDS = List.of("%PDF-", "PK\u0003\u0004", "{\\rtf");

    private static final int LONGEST_BEGINNING = 5;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final CharBuffer decoded = CharBuffer.allocate(8192);
    /** The first bytes of a character that the part before was cut in. */
    private final ByteBuffer cut = ByteBuffer.allocate(8);

    private final StringBuilder beginning = new StringBuilder();
    private long characters;
    private boolean text = true;
    private boolean blank = true;
    private boolean begun;

    /** Takes the next part, which is read to its end. */
    void add(ByteBuffer part) {
        while (text && cut.position() > 0 && part.hasRemaining()) {
            cut.put(part.get());
            cut.flip();
            decode(cut);
            cut.compact();
        }
        if (text) {
            decode(part);
        }
        if (text && part.hasRemaining()) {
            cut.put(part);
        }
        part.position(part.limit());
    }

    /** Whether all that was added is text for people. */
    boolean isText() {
        return isUtf8() && OTHER_KINDS.stream().noneMatch(kind -> kind.contentEquals(marks(kind)));
    }

    /** Whether all that was added is valid, and without NUL. */
    boolean isUtf8() {
        return text && cut.position() == 0;
    }

    boolean isBlank() {
        return blank;
    }

    /** UTF-16 characters, without a byte order mark. */
    long characters() {
        return characters;
    }

    private CharSequence marks(String kind) {
        return beginning.subSequence(0, Math.min(beginning.length(), kind.length()));
    }

    private void decode(ByteBuffer bytes) {
        CoderResult result;
        do {
            result = decoder.decode(bytes, decoded, false);
            look();
        } while (result.isOverflow());
        text &= !result.isError();
    }

    private void look() {
        decoded.flip();
        if (!begun && decoded.hasRemaining()) {
            begun = true;
            if (decoded.get(0) == '\uFEFF') {
                decoded.get();
            }
        }
        characters += decoded.remaining();
        while (decoded.hasRemaining()) {
            char next = decoded.get();
            text &= next != '\0';
            blank &= Character.isWhitespace(next);
            if (beginning.length() < LONGEST_BEGINNING) {
                beginning.append(next);
            }
        }
        decoded.clear();
    }
}
