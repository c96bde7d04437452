package dev.quern.extractor;

import java.util.regex.Pattern;

/** Text as libraries give it to text as it is kept. */
final class Prose {
    private static final Pattern DATA_ADDRESS = Pattern.compile("data:[\\w.+-]+/[\\w.+-]+[;,][^\\s)\"'<>]*");
    private static final Pattern LOOKS_LIKE_MARKUP = Pattern.compile("#{1,6}( .*|$)|```.*|~~~.*|=+|-{2,}");

    private Prose() {}

    /** One line: white space is one blank each, nothing invisible in it. */
    static String line(CharSequence text) {
        return spaced(text, false).strip();
    }

    /** Lines parted by line feeds, each as {@link #line}; lines without text are empty. */
    static String lines(CharSequence text) {
        return spaced(text, true).strip();
    }

    private static String spaced(CharSequence text, boolean keepsLines) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean endsLine = keepsLines && (c == '\n' || c == '\u2028' || c == '\u2029' || c == '\u000B');
            if (endsLine) {
                trimEnd(clean);
                clean.append('\n');
            } else if (isBlank(c)) {
                if (!clean.isEmpty() && clean.charAt(clean.length() - 1) > ' ') {
                    clean.append(' ');
                }
            } else if (isKept(text, i)) {
                clean.append(c);
            }
        }
        return withoutData(clean);
    }

    private static void trimEnd(StringBuilder clean) {
        while (!clean.isEmpty() && clean.charAt(clean.length() - 1) == ' ') {
            clean.setLength(clean.length() - 1);
        }
    }

    /** A text that is kept as it is, but for what nobody can see. */
    static String verbatim(CharSequence text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\t' || c == '\f' || isKept(text, i)) {
                clean.append(c);
            }
        }
        return clean.toString();
    }

    static String withoutData(CharSequence text) {
        String whole = text.toString();
        return whole.contains("data:") ? DATA_ADDRESS.matcher(whole).replaceAll("") : whole;
    }

    /** The line with a backslash before it where Markdown would take it for a heading, a rule or a fence. */
    static String escaped(String line) {
        return LOOKS_LIKE_MARKUP.matcher(line).matches() ? "\\" + line : line;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || Character.isSpaceChar(c);
    }

    private static boolean isKept(CharSequence text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        boolean isInvisible = c == '\u00AD' || c == '\u200B' || c == '\uFEFF' || c >= '\uFFFE';
        return !isInvisible && !Character.isISOControl(c);
    }
}
