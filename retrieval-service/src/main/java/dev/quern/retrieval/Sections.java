package dev.quern.retrieval;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The sections and blocks of a text that is read character by character. A line is known once it is over, or once {@link
 * MarkdownLine#LONGEST} of its characters are read. What comes after a great many headings is one section without any.
 */
final class Sections {
    /** Far more than a text that somebody wrote has, and few enough to be kept in memory. */
    private static final int MOST_SECTIONS = 50_000;

    private static final int DEEPEST_INDENTATION = 3;
    private static final String MARKS = "#`~|";
    private static final int NOWHERE = -1;

    private final boolean markdown;
    private final Deque<Section> coming = new ArrayDeque<>();
    private final NavigableMap<Integer, Block> blocks = new TreeMap<>();
    private final List<MarkdownLine.Heading> headings = new ArrayList<>();
    private Section current = new Section(0, List.of());
    private int count = 1;

    /** The beginning of the present line while it may be more than text. */
    private final StringBuilder line = new StringBuilder();

    private boolean isText;
    private int indentation;
    private int lineStart;
    private int rowStart = NOWHERE;
    private int fenceStart = NOWHERE;
    private String fence = "";

    private Sections(boolean markdown) {
        this.markdown = markdown;
    }

    /** By ATX headings ({@code ## Like this}) outside fenced code. */
    static Sections ofMarkdown() {
        return new Sections(true);
    }

    /** One section, and no blocks. */
    static Sections ofPlainText() {
        return new Sections(false);
    }

    /** @param place of this character, which is the next one */
    void read(char next, int place) {
        if (!markdown) {
            return;
        }
        if (next == '\n' || next == '\f') {
            endLine(place);
            lineStart = place + 1;
        } else if (!isText) {
            if (line.length() == indentation) {
                indentation += next == ' ' ? 1 : 0;
                isText = next == ' ' ? indentation > DEEPEST_INDENTATION : MARKS.indexOf(next) < 0;
            }
            line.append(next);
            if (line.length() == MarkdownLine.LONGEST) {
                recognize();
            }
        }
    }

    /** There is nothing more to read. */
    void end(int place) {
        if (markdown) {
            endLine(place);
            endBlock(fenceStart, place);
        }
    }

    /** Nobody asks for anything before this place any more. */
    void forgetBefore(int place) {
        while (!coming.isEmpty() && coming.getFirst().start() <= place) {
            current = coming.removeFirst();
        }
        while (!blocks.isEmpty() && blocks.firstEntry().getValue().end() <= place) {
            blocks.pollFirstEntry();
        }
    }

    /** Those that are known and not forgotten, in order. */
    List<Section> all() {
        List<Section> all = new ArrayList<>(List.of(current));
        all.addAll(coming);
        return all;
    }

    /** The first heading from one place to another, both included. */
    Optional<Integer> headingBetween(int from, int to) {
        for (Section section : coming) {
            if (section.start() > to) {
                break;
            }
            if (section.start() >= from) {
                return Optional.of(section.start());
            }
        }
        return Optional.empty();
    }

    /** The headings that stand above everything before {@code end} that is not forgotten. */
    List<String> headingsAbove(int end) {
        List<String> common = current.path();
        for (Section section : coming) {
            if (section.start() >= end) {
                break;
            }
            common = Section.above(common, section.path());
        }
        return common;
    }

    /** The block that a cut at this place would cut. */
    Optional<Block> blockAround(int place) {
        return Optional.ofNullable(blocks.lowerEntry(place))
                .map(Map.Entry::getValue)
                .filter(block -> block.end() > place);
    }

    Optional<Block> blockFrom(int place) {
        return Optional.ofNullable(blocks.get(place));
    }

    private void endLine(int place) {
        if (!isText) {
            recognize();
        }
        endBlock(rowStart, place);
        rowStart = NOWHERE;
        line.setLength(0);
        isText = false;
        indentation = 0;
    }

    private void recognize() {
        String text = line.toString().stripTrailing();
        isText = true;
        if (text.isEmpty()) {
            return;
        }
        int start = lineStart + indentation;
        switch (MarkdownLine.of(text)) {
            case MarkdownLine.Fence marks
            when fence.isEmpty() -> {
                fence = marks.marks();
                fenceStart = start;
                blocks.put(start, new Block(start, Block.OPEN));
            }
            case MarkdownLine.Fence marks
            when marks.closes(fence) -> {
                endBlock(fenceStart, lineStart + text.length());
                fenceStart = NOWHERE;
                fence = "";
            }
            case MarkdownLine.Heading heading when fence.isEmpty() -> add(heading);
            case MarkdownLine.Row _
            when fence.isEmpty() -> {
                rowStart = start;
                blocks.put(start, new Block(start, Block.OPEN));
            }
            case MarkdownLine _ -> {}
        }
    }

    private void add(MarkdownLine.Heading heading) {
        if (count > MOST_SECTIONS) {
            return;
        }
        headings.removeIf(above -> above.level() >= heading.level());
        headings.add(heading);
        List<String> path = count == MOST_SECTIONS
                ? List.of()
                : headings.stream().map(MarkdownLine.Heading::text).toList();
        Section section = new Section(lineStart, path);
        if (lineStart == 0) {
            current = section;
        } else {
            coming.addLast(section);
            count++;
        }
    }

    private void endBlock(int start, int end) {
        if (start != NOWHERE) {
            blocks.computeIfPresent(start, (_, block) -> new Block(block.start(), end));
        }
    }
}
