package dev.quern.retrieval;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a line of Markdown is, as far as its first characters tell. */
sealed interface MarkdownLine {
    /** No heading or fence is longer, and a file may be one line of many megabytes. */
    int LONGEST = 1000;

    /** {@code ## Like this}. */
    record Heading(int level, String text) implements MarkdownLine {
        private static final int LONGEST_TEXT = 200;
        private static final Pattern BEGINNING = Pattern.compile(" {0,3}(#{1,6})(?=[ \\t]|\\z)");

        public Heading {
            if (text.length() > LONGEST_TEXT) {
                int end = Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1)) ? LONGEST_TEXT - 1 : LONGEST_TEXT;
                text = text.substring(0, end);
            }
        }

        /** {@code Like this} of {@code Like this ##}: the marks at the end belong to it when they stand alone. */
        private static String withoutClosingMarks(String heading) {
            String text = heading.strip();
            int end = text.length();
            while (end > 0 && text.charAt(end - 1) == '#') {
                end--;
            }
            boolean alone = end == 0 || text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t';
            return alone ? text.substring(0, end).strip() : text;
        }
    }

    /**
     * The beginning or end of fenced code.
     *
     * @param bare whether nothing else is on the line
     */
    record Fence(String marks, boolean bare) implements MarkdownLine {
        private static final Pattern BEGINNING = Pattern.compile(" {0,3}(`{3,}|~{3,})");

        /** Whether this line ends the code that the other marks began. */
        boolean closes(String opening) {
            return bare && marks.startsWith(opening);
        }
    }

    /** Of a table. */
    record Row() implements MarkdownLine {
        private static final Pattern BEGINNING = Pattern.compile(" {0,3}\\|");
    }

    /** Anything else. */
    record Text() implements MarkdownLine {}

    /**
     * No pattern leaves anything to try again: lines come from strangers.
     *
     * @param line its first {@link #LONGEST} characters, without the white space at their end
     */
    static MarkdownLine of(String line) {
        Matcher fence = Fence.BEGINNING.matcher(line);
        if (fence.lookingAt()) {
            // A paragraph may begin with code ```like this```.
            boolean code = fence.group(1).charAt(0) == '`' && line.indexOf('`', fence.end()) >= 0;
            return code ? new Text() : new Fence(fence.group(1), fence.end() == line.length());
        }
        Matcher heading = Heading.BEGINNING.matcher(line);
        if (heading.lookingAt()) {
            return new Heading(heading.group(1).length(), Heading.withoutClosingMarks(line.substring(heading.end())));
        }
        return Row.BEGINNING.matcher(line).lookingAt() ? new Row() : new Text();
    }
}
