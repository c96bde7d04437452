package dev.quern.retrieval;

import java.util.List;

/**
 * The text from one Markdown heading to the next.
 *
 * @param start where its heading begins
 * @param path its heading and those above it, outermost first; empty before the first heading
 */
record Section(int start, List<String> path) {
    Section {
        path = List.copyOf(path);
    }

    /** Those of a short text, in order, by ATX headings ({@code ## Like this}) outside fenced code; the first begins at 0. */
    static List<Section> ofMarkdown(String text) {
        Sections sections = Sections.ofMarkdown();
        for (int place = 0; place < text.length(); place++) {
            sections.read(text.charAt(place), place);
        }
        sections.end(text.length());
        return sections.all();
    }

    /** The headings that stand above both. */
    static List<String> above(List<String> path, List<String> other) {
        int same = 0;
        while (same < Math.min(path.size(), other.size()) && path.get(same).equals(other.get(same))) {
            same++;
        }
        return path.subList(0, same);
    }
}
