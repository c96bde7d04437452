package dev.quern.retrieval.registry;

import dev.quern.protocol.QuernException;

/** The form of texts that callers choose; a character is one of Unicode's. */
final class Texts {
    private Texts() {}

    /** One line that says something. */
    static void requireLine(String field, String text, int most) {
        if (text.isBlank()) {
            throw QuernException.invalid(field, "`%s` has 1 to %,d characters.".formatted(field, most));
        }
        requireLineOrNothing(field, text, most);
    }

    static void requireLineOrNothing(String field, String text, int most) {
        requireAtMost(field, text, most);
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            throw QuernException.invalid(field, "`%s` has no control characters.".formatted(field));
        }
    }

    static void requireAtMost(String field, String text, int most) {
        if (text.codePointCount(0, text.length()) > most) {
            throw QuernException.invalid(field, "`%s` has at most %,d characters.".formatted(field, most));
        }
    }
}
