package dev.quern.retrieval.weaviate;

import java.util.ArrayList;
import java.util.List;

/** Cuts long texts into parts that Weaviate takes as one property. */
final class TextParts {
    /** At three bytes of UTF-8 for each, at most a MiB. */
    private static final int LONGEST = 1024 * 1024 / 3;

    private TextParts() {}

    /** The parts make up the text again, none is longer than a MiB and no character is cut in two. */
    static List<String> split(String text) {
        return split(text, LONGEST);
    }

    static List<String> split(String text, int longest) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(start + longest, text.length());
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            parts.add(text.substring(start, end));
            start = end;
        }
        return parts;
    }
}
