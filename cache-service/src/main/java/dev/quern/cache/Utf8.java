package dev.quern.cache;

import dev.quern.protocol.QuernException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts that become names in a store: two different ones must never be written as the same bytes. */
final class Utf8 {
    private Utf8() {}

    /** Throws unless {@code text} is Unicode and has 1 to {@code limit} bytes. */
    static void require(String field, String what, String text, int limit) {
        if (text.isEmpty()) {
            throw QuernException.invalid(field, what + " must not be empty.");
        }
        int length = length(field, what, text);
        if (length > limit) {
            throw QuernException.invalid(
                    field, what + " has at most " + limit + " bytes; this one has " + length + ".");
        }
    }

    private static int length(String field, String what, String text) {
        if (isAscii(text)) {
            return text.length();
        }
        try {
            // Half of a surrogate pair would be replaced by `?` in silence, and so collide with another text.
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(text))
                    .remaining();
        } catch (CharacterCodingException e) {
            throw QuernException.invalid(field, what + " is not valid Unicode.");
        }
    }

    /** Nearly every key is, and most are looked up: this allocates nothing. */
    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }
}
