package dev.quern.retrieval.search;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The words of a text: runs of letters and digits, and every ideograph for itself. */
final class Words {
    /** What stands in every text and tells nothing about it. */
    private static final Set<String> COMMON = new HashSet<>(Arrays.asList("""
            a about above after again all also am an and any are as at be because been before being between both but \
            by can could did do does doing down during each few for from further had has have having he her here hers \
            him his how i if in into is it its itself just may me might more most must my no nor not now of off on \
            once only or other our out over own same shall she should so some such than that the their them then \
            there these they this those through to too under until up us very was we were what when where whether \
            which while who whom whose why will with would you your""".split(" ")));

    private Words() {}

    /** Is told of every word, in order. */
    @FunctionalInterface
    interface Listener {
        void word(int start, int end);
    }

    static void listen(String text, Listener listener) {
        int start = -1;
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            int next = at + Character.charCount(character);
            boolean alone = Character.isIdeographic(character);
            if (start >= 0 && (alone || !continues(text, character, next))) {
                listener.word(start, at);
                start = -1;
            }
            if (alone) {
                listener.word(at, next);
            } else if (start < 0 && Character.isLetterOrDigit(character)) {
                start = at;
            }
            at = next;
        }
        if (start >= 0) {
            listener.word(start, text.length());
        }
    }

    /** Lower case, without diacritics and the possessive ending. */
    static String folded(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        int possessive = lower.length() - 2;
        if (possessive > 0 && isApostrophe(lower.charAt(possessive)) && lower.endsWith("s")) {
            lower = lower.substring(0, possessive);
        }
        if (lower.chars().allMatch(character -> character < 128)) {
            return lower;
        }
        StringBuilder plain = new StringBuilder();
        Normalizer.normalize(lower, Normalizer.Form.NFKD)
                .codePoints()
                .filter(character -> !isMark(character))
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    static boolean isCommon(String folded) {
        return COMMON.contains(folded);
    }

    /** The stems of a text's telling words; of all its words when none tells anything. */
    static Set<String> tellingStems(String text) {
        Set<String> all = new LinkedHashSet<>();
        Set<String> telling = new LinkedHashSet<>();
        listen(text, (start, end) -> {
            String word = folded(text.substring(start, end));
            all.add(Stems.of(word));
            if (!isCommon(word)) {
                telling.add(Stems.of(word));
            }
        });
        return telling.isEmpty() ? all : telling;
    }

    private static boolean continues(String text, int character, int next) {
        return Character.isLetterOrDigit(character)
                || isMark(character)
                || (isApostrophe(character) && next < text.length() && Character.isLetter(text.codePointAt(next)));
    }

    private static boolean isApostrophe(int character) {
        return character == '\'' || character == '\u2019';
    }

    private static boolean isMark(int character) {
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }
}
