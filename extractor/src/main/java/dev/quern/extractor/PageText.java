package dev.quern.extractor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The paragraphs of one page of a PDF, which knows of none: a library guesses them, and often takes a line for one. */
final class PageText {
    /** A line is full from this part of the page's longest on. */
    private static final double FULL = 0.75;

    private static final int PROSE = 40;
    private static final String ENDS = ".:;!?。！？";

    private final List<String> paragraphs = new ArrayList<>();
    private int longest;

    void add(String paragraph) {
        if (!paragraph.isEmpty()) {
            paragraphs.add(paragraph);
            paragraph.lines().forEach(line -> longest = Math.max(longest, line.length()));
        }
    }

    /** The paragraphs, those put together that are one; none is left. */
    void drain(Consumer<String> to) {
        StringBuilder open = new StringBuilder();
        for (String paragraph : paragraphs) {
            if (!open.isEmpty() && !goesOn(open)) {
                to.accept(LineJoin.join(open.toString()));
                open.setLength(0);
            }
            open.append(open.isEmpty() ? "" : "\n").append(paragraph);
        }
        if (!open.isEmpty()) {
            to.accept(LineJoin.join(open.toString()));
        }
        paragraphs.clear();
        longest = 0;
    }

    /** Whether the last line was full, and its sentence not over. */
    private boolean goesOn(StringBuilder open) {
        int length = open.length() - 1 - open.lastIndexOf("\n");
        return longest >= PROSE
                && length >= FULL * longest
                && ENDS.indexOf(open.charAt(open.length() - 1)) < 0
                && open.length() < Limits.PARAGRAPH;
    }
}
