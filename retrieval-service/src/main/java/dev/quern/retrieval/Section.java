package dev.quern.retrieval;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text from one Markdown heading to the next.
 *
 * @param start where its heading begins
 * @param path its heading and those above it, outermost first; empty before the first heading
 */
record Section(int start, List<String> path) {
    private static final int LONGEST_HEADING = 200;
    /** Far more than a text that somebody wrote has, and few enough to be kept in memory. */
    private static final int MOST_SECTIONS = 50_000;

    // Both say how a line begins, and leave nothing to try again: lines come from strangers.
    private static final Pattern HEADING = Pattern.compile(" {0,3}(#{1,6})(?=[ \\t]|\\z)");
    private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,})");

    Section {
        path = List.copyOf(path);
    }

    /** Text without headings: one section. */
    static List<Section> none() {
        return List.of(new Section(0, List.of()));
    }

    /**
     * By ATX headings ({@code ## Like this}) outside fenced code; the first section always begins at 0. What comes after
     * a great many of them is one section without headings.
     */
    static List<Section> ofMarkdown(String text) {
        List<Section> sections = new ArrayList<>(none());
        List<Heading> open = new ArrayList<>();
        String fence = "";
        for (int start = 0, end; start < text.length(); start = end + 1) {
            end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            // No heading or fence is longer, and a file may be one line of many megabytes.
            String line = text.substring(start, Math.min(end, start + 1000)).stripTrailing();
            Matcher marks = FENCE.matcher(line);
            Matcher heading = HEADING.matcher(line);
            if (marks.lookingAt()) {
                fence = fence.isEmpty() ? marks.group(1) : closes(line, fence) ? "" : fence;
            } else if (fence.isEmpty() && heading.lookingAt()) {
                if (sections.size() == MOST_SECTIONS) {
                    sections.add(new Section(start, List.of()));
                    break;
                }
                int level = heading.group(1).length();
                open.removeIf(above -> above.level >= level);
                open.add(new Heading(level, shortened(withoutClosingMarks(line.substring(heading.end())))));
                Section section =
                        new Section(start, open.stream().map(Heading::text).toList());
                if (start == 0) {
                    sections.set(0, section);
                } else {
                    sections.add(section);
                }
            }
        }
        return sections;
    }

    private static boolean closes(String line, String fence) {
        String marks = line.strip();
        return marks.startsWith(fence) && marks.chars().allMatch(mark -> mark == fence.charAt(0));
    }

    /** {@code Like this} of {@code Like this ##}: the marks at the end belong to the heading when they stand alone. */
    private static String withoutClosingMarks(String heading) {
        String text = heading.strip();
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '#') {
            end--;
        }
        boolean alone = end == 0 || text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t';
        return alone ? text.substring(0, end).strip() : text;
    }

    private static String shortened(String text) {
        if (text.length() <= LONGEST_HEADING) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_HEADING - 1)) ? LONGEST_HEADING - 1 : LONGEST_HEADING;
        return text.substring(0, end);
    }

    private record Heading(int level, String text) {}
}
