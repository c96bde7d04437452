package dev.quern.cache;

/**
 * A pattern over keys: {@code *} stands for any characters or none, {@code ?} for one character, a backslash makes the
 * next character literal. Nothing else is special.
 */
public record Glob(String pattern) {
    public Glob {
        Utf8.require("pattern", "A pattern", pattern, CacheKey.LONGEST);
    }

    /** True when no character of the pattern narrows it down. */
    public boolean matchesEverything() {
        return pattern.chars().allMatch(c -> c == '*' || c == '?');
    }

    /** In time proportional to pattern times text at worst: it goes back to the last star only. */
    public boolean matches(String text) {
        int at = 0;
        int from = 0;
        int afterStar = -1;
        int resume = 0;
        while (from < text.length()) {
            int width = Character.charCount(text.codePointAt(from));
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                afterStar = ++at;
                resume = from;
            } else if (at < pattern.length() && matchesOne(at, text.codePointAt(from))) {
                at = next(at);
                from += width;
            } else if (afterStar >= 0) {
                resume += Character.charCount(text.codePointAt(resume));
                from = resume;
                at = afterStar;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    private boolean matchesOne(int at, int codePoint) {
        return pattern.charAt(at) == '?' || pattern.codePointAt(literal(at)) == codePoint;
    }

    private int next(int at) {
        int literal = literal(at);
        return literal + Character.charCount(pattern.codePointAt(literal));
    }

    /** Where the character stands that has to match; a backslash at the very end is itself. */
    private int literal(int at) {
        return pattern.charAt(at) == '\\' && at + 1 < pattern.length() ? at + 1 : at;
    }
}
