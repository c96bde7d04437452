package dev.quern.extractor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/** The text of one slide's shapes, of which the title may come last. */
final class SlideText extends DefaultHandler {
    private static final Set<String> TITLES = Set.of("title", "ctrTitle");
    /** The same on every slide. */
    private static final Set<String> REPEATED = Set.of("sldNum", "dt", "hdr");

    private sealed interface Block {}

    private record Text(String place, int level, String text) implements Block {}

    private record Table(List<List<String>> rows) implements Block {}

    private final List<Block> blocks = new ArrayList<>();
    private final StringBuilder paragraph = new StringBuilder();
    private final StringBuilder cell = new StringBuilder();
    private @Nullable Table table;
    private String place = "";
    private int level;
    private int fallback;
    private int nesting;
    private boolean isText;

    void writeTo(Markdown out) {
        for (Block block : blocks) {
            if (block instanceof Text text && TITLES.contains(text.place())) {
                out.heading(2, text.text());
            }
        }
        for (Block block : blocks) {
            switch (block) {
                case Text text -> writeTo(out, text);
                case Table read -> {
                    TableRows rows = new TableRows(out);
                    read.rows().forEach(rows::add);
                    rows.end();
                }
            }
        }
        out.part();
    }

    private static void writeTo(Markdown out, Text text) {
        if (text.place().equals("body") || text.level() > 0) {
            out.item(text.level(), "-", text.text());
        } else if (!TITLES.contains(text.place()) && !REPEATED.contains(text.place())) {
            out.paragraph(text.text());
        }
    }

    void writeAsNotesTo(Markdown out) {
        String before = "Notes: ";
        for (Block block : blocks) {
            if (block instanceof Text text && !REPEATED.contains(text.place())) {
                out.paragraph(before + text.text());
                before = "";
            }
        }
    }

    @Override
    public void startElement(@Nullable String uri, String local, String qualified, Attributes attributes) {
        if (++nesting > Limits.NESTING) {
            throw Refusal.tooComplex();
        }
        switch (local) {
            // The same shape once more, for programs that do not know the first.
            case "Fallback" -> fallback++;
            case "sp" -> place = "";
            case "ph" -> {
                String type = attributes.getValue("type");
                place = type == null || type.equals("obj") ? "body" : type;
            }
            case "tbl" -> table = new Table(new ArrayList<>());
            case "tr" -> {
                if (table != null) {
                    table.rows().add(new ArrayList<>());
                }
            }
            case "pPr" -> level = level(attributes.getValue("lvl"));
            case "br" -> paragraph.append('\n');
            case "t" -> isText = fallback == 0;
            default -> {}
        }
    }

    private static int level(@Nullable String level) {
        return level != null && level.matches("[0-8]") ? level.charAt(0) - '0' : 0;
    }

    @Override
    public void characters(char[] from, int start, int length) {
        if (isText && paragraph.length() < Limits.PARAGRAPH) {
            paragraph.append(from, start, length);
        }
    }

    @Override
    public void endElement(@Nullable String uri, String local, String qualified) {
        nesting--;
        switch (local) {
            case "Fallback" -> fallback--;
            case "t" -> isText = false;
            case "p" -> endParagraph();
            case "tc" -> endCell();
            case "tbl" -> endTable();
            case "sp" -> place = "";
            default -> {}
        }
    }

    private void endParagraph() {
        String text = Prose.lines(paragraph);
        paragraph.setLength(0);
        if (table != null) {
            cell.append(cell.isEmpty() ? "" : " ").append(text.replace('\n', ' '));
        } else if (!text.isEmpty()) {
            blocks.add(new Text(place, level, text));
        }
        level = 0;
    }

    private void endCell() {
        if (table != null && !table.rows().isEmpty()) {
            table.rows().getLast().add(cell.toString().strip());
            cell.setLength(0);
        }
    }

    private void endTable() {
        if (table != null) {
            blocks.add(table);
            table = null;
        }
    }
}
