package dev.quern.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where sentences end: at closing punctuation that is followed by a space and by what can begin a sentence, at an empty
 * line, after a heading and before an item of a list. Works on a text that is still growing.
 */
final class SentenceEnds {
    /** There is no end in what is there, or more of the text has to be seen. */
    static final int NONE = -1;

    private static final String CLOSING = ".!?…";
    private static final String CLOSING_WITHOUT_SPACE = "。！？";
    private static final String AFTER_CLOSING = CLOSING + CLOSING_WITHOUT_SPACE + "\"'”’)»*_";
    private static final Pattern NEW_BLOCK = Pattern.compile("\\n[ \\t\\r]*(?:\\n|#|[-*•] |\\||\\d{1,2}[.)] )");
    private static final Pattern OPEN_BLOCK = Pattern.compile("\\n[ \\t\\r]*(?:[-*•]|\\d{1,2}[.)]?)?$");
    private static final Pattern LIST_NUMBER = Pattern.compile("\\s*\\d{1,2}");
    private static final Set<String> ABBREVIATIONS = Set.of(
            "dr", "mr", "mrs", "ms", "prof", "st", "vs", "etc", "e.g", "i.e", "cf", "fig", "no", "vol", "approx", "inc",
            "ltd", "al", "p", "pp", "ca", "z.b", "d.h");

    private SentenceEnds() {}

    /** The sentences of a whole text without the white space around them. */
    static List<String> split(String text) {
        List<String> sentences = new ArrayList<>();
        String rest = text;
        while (!rest.isBlank()) {
            int end = find(rest, true);
            String sentence = (end == NONE ? rest : rest.substring(0, end)).strip();
            if (!sentence.isEmpty()) {
                sentences.add(sentence);
            }
            rest = end == NONE ? "" : rest.substring(end);
        }
        return sentences;
    }

    /** How long the first sentence is. When {@code whole} is false more text may follow. */
    static int find(CharSequence text, boolean whole) {
        return Math.max(NONE, find(text, 0, whole));
    }

    /**
     * How long the first sentence is, of which no end was found before {@code from}; where there is none, the complement
     * ({@code ~}) of the {@code from} with which to look again when there is more of the text.
     */
    // What the matcher saw of a text that is still growing is the very question hitEnd() is there for.
    @SuppressWarnings("JdkObsolete")
    static int find(CharSequence text, int from, boolean whole) {
        int open = text.length();
        int start = nextWord(text, 0);
        for (int i = Math.max(start, from); i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                Matcher block = NEW_BLOCK.matcher(text).region(i, text.length());
                if (text.charAt(start) == '#' || block.lookingAt()) {
                    return i;
                }
                open = block.hitEnd() ? Math.min(open, i) : open;
            } else if (CLOSING_WITHOUT_SPACE.indexOf(c) >= 0) {
                int end = afterClosing(text, i);
                return end == text.length() && !whole ? ~Math.min(open, i) : end;
            } else if (CLOSING.indexOf(c) >= 0) {
                int end = afterClosing(text, i);
                int next = nextWord(text, end);
                if (next == text.length() && !whole) {
                    open = Math.min(open, i);
                } else if (isFollowedBySentence(text, end, next) && !isAbbreviation(text, start, i)) {
                    return end;
                }
                i = end - 1;
            }
        }
        return ~open;
    }

    /** Where the punctuation that closes the sentence begins: what belongs to its words has to stand before. */
    static int closingStart(CharSequence sentence) {
        int i = sentence.length();
        while (i > 0
                && (AFTER_CLOSING.indexOf(sentence.charAt(i - 1)) >= 0
                        || Character.isWhitespace(sentence.charAt(i - 1)))) {
            i--;
        }
        return i;
    }

    /** How much of a growing sentence is before anything that could still become its end. */
    static int settled(CharSequence growing) {
        Matcher block = OPEN_BLOCK.matcher(growing);
        return closingStart(block.find() ? growing.subSequence(0, block.start()) : growing);
    }

    private static int afterClosing(CharSequence text, int closing) {
        int end = closing + 1;
        while (end < text.length() && AFTER_CLOSING.indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        return end;
    }

    private static int nextWord(CharSequence text, int from) {
        int next = from;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next;
    }

    private static boolean isFollowedBySentence(CharSequence text, int end, int next) {
        return next == text.length() || (next > end && !Character.isLowerCase(text.charAt(next)));
    }

    private static boolean isAbbreviation(CharSequence text, int start, int closing) {
        if (text.charAt(closing) != '.') {
            return false;
        }
        int from = closing;
        while (from > start && !Character.isWhitespace(text.charAt(from - 1)) && text.charAt(from - 1) != '(') {
            from--;
        }
        String word = text.subSequence(from, closing).toString();
        boolean initial = word.length() == 1 && Character.isUpperCase(word.charAt(0));
        Matcher number = LIST_NUMBER.matcher(text).region(start, closing);
        return initial || number.matches() || ABBREVIATIONS.contains(word.toLowerCase(Locale.ROOT));
    }
}
