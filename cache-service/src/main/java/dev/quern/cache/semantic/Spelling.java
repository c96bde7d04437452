package dev.quern.cache.semantic;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Takes out of a text what never changes what it asks for. */
final class Spelling {
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ";
    private static final String RAISED = "0123456789n";
    private static final int LONGEST_UNIT = 3;

    /** The marks after a word, a number or what closes one; after others they may belong to what is asked. */
    private static final Pattern END =
            Pattern.compile("(?:(?<=[\\p{L}\\p{N}\"')\\]%]) ?\\?+|(?<=[\\p{L}\\p{N}\"')\\]%])[.?]+|(?<=\\p{L}{2})!+)$");

    private Spelling() {}

    /** One kind of quotes, dashes and white space, and wide letters and ligatures as others are. Keeps the case. */
    static String plain(String text) {
        String composed = Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder plain = new StringBuilder(composed.length());
        boolean space = true;
        boolean raised = false;
        for (int i = 0; i < composed.length(); i++) {
            char c = composed.charAt(i);
            int superscript = SUPERSCRIPTS.indexOf(c);
            if (isSpace(c)) {
                if (!space) {
                    plain.append(' ');
                }
                space = true;
            } else if (superscript >= 0) {
                plain.append(raised ? "" : "^").append(RAISED.charAt(superscript));
                space = false;
            } else if (isVariant(c)) {
                plain.append(Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC));
                space = false;
            } else {
                plain.append(one(c));
                space = false;
            }
            raised = superscript >= 0;
        }
        return plain.toString().strip();
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT;
    }

    /** A ligature, or a letter as wide as a Chinese one or half as wide. Other variants, such as ½, mean more. */
    private static boolean isVariant(char c) {
        return (c >= '\ufb00' && c <= '\ufb06') || (c >= '\uff01' && c <= '\uffef');
    }

    private static char one(char c) {
        return switch (c) {
            case '‘', '’', '‛', '´', '`', 'ʼ' -> '\'';
            case '“', '”', '„', '«', '»' -> '"';
            case '‐', '‑', '‒', '–', '—', '−' -> '-';
            case '。' -> '.';
            case '،', '、' -> ',';
            case '؟' -> '?';
            default -> c;
        };
    }

    /**
     * In lower case where case says nothing, and without what a sentence ends with. Equal for two texts: they ask for the
     * same.
     */
    static String folded(String plain) {
        StringBuilder folded = new StringBuilder(plain.length());
        boolean number = false;
        for (String word : END.matcher(plain).replaceFirst("").split(" ", -1)) {
            folded.append(folded.isEmpty() ? "" : " ")
                    .append(number || isWrittenOnPurpose(word) ? word : word.toLowerCase(Locale.ROOT));
            number = !word.isEmpty() && Character.isDigit(word.charAt(word.length() - 1));
        }
        return folded.toString();
    }

    /** A flag such as -V, a unit such as mW or 5MW, a name such as iOS or IT. */
    private static boolean isWrittenOnPurpose(String word) {
        boolean lower = false;
        boolean inner = false;
        boolean digit = false;
        int letters = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            lower |= Character.isLowerCase(c);
            inner |= Character.isUpperCase(c) && i > 0;
            digit |= Character.isDigit(c);
            letters += Character.isLetter(c) ? 1 : 0;
        }
        return word.startsWith("-") || digit || (inner && (lower || letters <= LONGEST_UNIT));
    }
}
