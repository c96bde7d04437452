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
        int start = 0;
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                if (text.charAt(start) == '#' || startsBlock(text, i)) {
                    return i;
                }
            } else if (CLOSING_WITHOUT_SPACE.indexOf(c) >= 0) {
                int end = afterClosing(text, i);
                return end == text.length() && !whole ? NONE : end;
            } else if (CLOSING.indexOf(c) >= 0) {
                int end = afterClosing(text, i);
                if (end == text.length() && !whole) {
                    return NONE;
                }
                if (isFollowedBySentence(text, end, whole) && !isAbbreviation(text, start, i)) {
                    return end;
                }
                i = end - 1;
            }
        }
        return NONE;
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

    private static boolean startsBlock(CharSequence text, int lineBreak) {
        return NEW_BLOCK.matcher(text).region(lineBreak, text.length()).lookingAt();
    }

    private static int afterClosing(CharSequence text, int closing) {
        int end = closing + 1;
        while (end < text.length() && AFTER_CLOSING.indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        return end;
    }

    private static boolean isFollowedBySentence(CharSequence text, int end, boolean whole) {
        if (end == text.length()) {
            return true;
        }
        if (!Character.isWhitespace(text.charAt(end))) {
            return false;
        }
        for (int i = end; i < text.length(); i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                return !Character.isLowerCase(text.charAt(i));
            }
        }
        return whole;
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
