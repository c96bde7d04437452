package dev.quern.cache.semantic;

import java.util.Locale;

/**
 * A question as far as it matters for comparing it with others; made once for each question.
 *
 * @param text as it was asked
 * @param folded equal for two questions: they are one but for case, white space and punctuation at the end
 * @param language what is known of it
 * @param sense what it asks for
 */
record AskedQuestion(String text, String folded, Script language, Sense sense) {
    /** Longer texts are the same only when they are equal: comparing them takes too long, and is too often wrong. */
    private static final int MAX_LENGTH = 600;

    enum Script {
        ENGLISH,
        KOREAN,
        OTHER
    }

    /** @param language BCP 47; empty: not known */
    static AskedQuestion of(String text, String language) {
        String plain = Spelling.plain(text);
        String folded = Spelling.folded(plain);
        Script script = plain.length() > MAX_LENGTH ? Script.OTHER : scriptOf(plain, language.toLowerCase(Locale.ROOT));
        Sense sense = switch (script) {
            case ENGLISH -> new Reading(Phrases.replaced(Tokens.of(plain))).sense();
            case KOREAN -> KoreanWords.sense(folded);
            case OTHER -> Sense.NONE;
        };
        return new AskedQuestion(text, folded, script, sense);
    }

    private static Script scriptOf(String plain, String language) {
        boolean korean = false;
        boolean foreign = false;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c >= '\uac00' && c <= '\ud7a3') {
                korean = true;
            } else if (Character.isLetter(c) && c >= '\u0250') {
                foreign = true;
            }
        }
        if (korean) {
            return foreign ? Script.OTHER : Script.KOREAN;
        }
        return !foreign && isEnglish(plain, language) ? Script.ENGLISH : Script.OTHER;
    }

    /** Callers that do not know the language say "und-Latn", which is what a text in French has too. */
    private static boolean isEnglish(String plain, String language) {
        return switch (language) {
            case "", "und", "und-latn" -> English.isLikely(plain);
            default -> language.equals("en") || language.startsWith("en-");
        };
    }
}
