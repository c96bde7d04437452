package dev.quern.cache.semantic;

/** Which marks around a word are punctuation, and which belong to what is asked. */
final class Marks {
    private static final String OPENING = "([{\"'";
    private static final String CLOSING = ")]}\"'.,;:?";
    private static final String OPERATORS = "<>=!*";
    private static final String QUOTES = "\"'";

    private Marks() {}

    /**
     * A word between its marks.
     *
     * @param operator before it, such as {@code <} or {@code !}
     * @param mark after it: of a factorial, of inches, of an array
     * @param tail all that is after it
     */
    record Marked(String operator, String word, String mark, String tail) {}

    static boolean areAll(String chunk) {
        return chunk.chars().noneMatch(Character::isLetterOrDigit);
    }

    /**
     * @param chunk of marks only
     * @param ends whether a sentence may end with it
     */
    static boolean isPunctuation(String chunk, boolean ends) {
        return switch (chunk) {
            case "", "-", "--", ",", ";", "\"", "'" -> true;
            default ->
                ends
                        && chunk.chars().allMatch(c -> c == '?' || c == '.')
                        && !chunk.startsWith("..?")
                        && !chunk.equals("..");
        };
    }

    /** @param quoted whether a quotation has begun before */
    static Marked around(String chunk, boolean quoted) {
        int start = 0;
        int end = chunk.length();
        boolean opened = quoted;
        while (start < end && OPENING.indexOf(chunk.charAt(start)) >= 0) {
            opened |= QUOTES.indexOf(chunk.charAt(start)) >= 0;
            start++;
        }
        String mark = "";
        while (end > start) {
            char c = chunk.charAt(end - 1);
            if (chunk.startsWith("[]", end - 2) || chunk.startsWith("{}", end - 2) || chunk.startsWith("()", end - 2)) {
                mark = c == ')' ? mark : chunk.substring(end - 2, end);
                end--;
            } else if (c == '!' && !isExclamation(chunk, end)) {
                mark = "!";
            } else if (QUOTES.indexOf(c) >= 0 && !opened && isDigit(chunk, end - 2)) {
                mark = String.valueOf(c);
            } else if (CLOSING.indexOf(c) < 0 && c != '!') {
                break;
            }
            end--;
        }
        while (end > start + 2 && chunk.charAt(start) == '*' && chunk.charAt(end - 1) == '*') {
            start++;
            end--;
        }
        int word = start;
        while (word < end - 1 && OPERATORS.indexOf(chunk.charAt(word)) >= 0) {
            word++;
        }
        return new Marked(chunk.substring(start, word), chunk.substring(word, end), mark, chunk.substring(end));
    }

    /** After a word; a factorial is after a number, a variable or a bracket, and no exclamation is before "?". */
    private static boolean isExclamation(String chunk, int end) {
        int before = end - 1;
        while (before > 0 && chunk.charAt(before) == '!') {
            before--;
        }
        return before > 0
                && Character.isLetter(chunk.charAt(before))
                && Character.isLetter(chunk.charAt(before - 1))
                && chunk.indexOf('?', end) < 0;
    }

    private static boolean isDigit(String chunk, int place) {
        return place >= 0 && Character.isDigit(chunk.charAt(place));
    }
}
