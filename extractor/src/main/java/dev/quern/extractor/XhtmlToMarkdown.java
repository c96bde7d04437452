package dev.quern.extractor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/** XHTML as it comes to Markdown as it goes: nothing is held but the paragraph, the row and what is around them. */
final class XhtmlToMarkdown extends DefaultHandler {
    private static final Set<String> LEFT_OUT = Set.of("head", "script", "style", "noscript", "template", "svg");
    private static final Set<String> BLOCKS = Set.of(
            "p",
            "div",
            "section",
            "article",
            "main",
            "body",
            "blockquote",
            "dl",
            "figure",
            "figcaption",
            "caption",
            "address",
            "center",
            "fieldset",
            "form",
            "details",
            "summary",
            "hr",
            "header",
            "footer",
            "aside",
            "nav");

    private final Markdown out;
    private final Layout layout;
    private final Boxes boxes;
    private final Paragraphs paragraphs;
    private final Deque<Items> lists = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable TableGrid table;
    private int nesting;
    private int leftOut;
    private int heading;
    private int code;
    private boolean isItem;

    XhtmlToMarkdown(Markdown out, Layout layout, boolean marksPages) {
        this.out = out;
        this.layout = layout;
        this.boxes = new Boxes(out, layout, marksPages);
        this.paragraphs = new Paragraphs(out, layout);
    }

    /** Whether pages or slides were seen, of which none may have text. */
    boolean sawPages() {
        return boxes.areSeen();
    }

    @Override
    public void startElement(@Nullable String uri, @Nullable String local, String qualified, Attributes attributes) {
        if (++nesting > Limits.NESTING) {
            throw Refusal.tooComplex();
        }
        String name = name(local, qualified);
        if (leftOut > 0 || LEFT_OUT.contains(name)) {
            leftOut++;
            return;
        }
        switch (name) {
            case "br" -> text.append('\n');
            case "h1", "h2", "h3", "h4", "h5", "h6" -> {
                flush();
                heading = name.charAt(1) - '0';
            }
            case "pre" -> {
                flush();
                code++;
            }
            case "ul", "ol" -> {
                flush();
                paragraphs.flush();
                lists.push(new Items(name.equals("ol")));
            }
            case "li", "dt" -> {
                flush();
                isItem = name.equals("li");
            }
            case "table" -> startTable();
            case "tr" -> startRow();
            case "td", "th" -> startCell();
            default -> {
                if (BLOCKS.contains(name)) {
                    flush();
                    startBox(name, attributes);
                }
            }
        }
    }

    @Override
    public void endElement(@Nullable String uri, @Nullable String local, String qualified) {
        nesting--;
        if (leftOut > 0) {
            leftOut--;
            return;
        }
        String name = name(local, qualified);
        switch (name) {
            case "h1", "h2", "h3", "h4", "h5", "h6" -> {
                flush();
                heading = 0;
            }
            case "pre" -> {
                flush();
                code = Math.max(0, code - 1);
            }
            case "ul", "ol" -> {
                flush();
                lists.poll();
                if (lists.isEmpty() && table == null) {
                    out.part();
                }
            }
            case "li" -> {
                flush();
                isItem = false;
            }
            case "dt" -> text.append(": ");
            case "dd" -> flush();
            case "table" -> endTable();
            case "td", "th" -> endCell();
            default -> {
                if (BLOCKS.contains(name)) {
                    flush();
                }
            }
        }
    }

    @Override
    public void characters(char[] from, int start, int length) {
        if (leftOut == 0) {
            for (int i = start; i < start + length; i++) {
                text.append(layout == Layout.FLOW && code == 0 && from[i] == '\n' ? ' ' : from[i]);
            }
            if (text.length() > Limits.PARAGRAPH) {
                flush();
            }
        }
    }

    /** Where a PDF's lines end. Of other kinds of files it is what a library likes to see between elements. */
    @Override
    public void ignorableWhitespace(char[] from, int start, int length) {
        if (layout == Layout.PAGES) {
            characters(from, start, length);
        }
    }

    @Override
    public void endDocument() {
        flush();
        paragraphs.flush();
        while (table != null) {
            endTable();
        }
    }

    private static String name(@Nullable String local, String qualified) {
        return (local == null || local.isEmpty() ? qualified : local).toLowerCase(Locale.ROOT);
    }

    private void startBox(String name, Attributes attributes) {
        if (table == null && name.equals("div")) {
            paragraphs.flush();
            String kind = attributes.getValue("class");
            boxes.start(kind == null ? "" : kind);
        }
    }

    private void startTable() {
        if (table == null) {
            flush();
            paragraphs.flush();
        }
        table = new TableGrid(out, table);
    }

    private void startRow() {
        if (table != null) {
            table.endRow();
        }
    }

    private void startCell() {
        flush();
        if (table != null) {
            table.startCell();
        }
    }

    private void endCell() {
        flush();
        if (table != null) {
            table.endCell();
        }
    }

    private void endTable() {
        flush();
        if (table != null) {
            table = table.end();
        }
    }

    private void flush() {
        if (text.isEmpty()) {
            return;
        }
        String raw = text.toString();
        text.setLength(0);
        if (table != null && table.isInCell()) {
            table.addText(Prose.line(raw));
        } else if (code > 0) {
            out.code(Prose.verbatim(Prose.withoutData(raw)));
        } else if (heading > 0) {
            paragraphs.flush();
            heading(raw);
        } else if (!lists.isEmpty()) {
            item(raw);
        } else if (boxes.takesTitle(raw)) {
            out.heading(2, raw);
        } else {
            paragraphs.write(raw);
        }
    }

    private void heading(String raw) {
        if (layout == Layout.SHEETS) {
            out.announce(raw);
        } else {
            out.heading(heading, raw);
        }
    }

    private void item(String raw) {
        String line = Prose.lines(raw).replace("\n\n", "\n");
        if (!line.isEmpty()) {
            Items items = lists.element();
            if (isItem) {
                out.item(lists.size() - 1, items.next(), line);
                isItem = false;
            } else {
                out.item(lists.size(), "-", line);
            }
        }
    }

    /** The items of a list that is open. */
    private static final class Items {
        private final boolean isNumbered;
        private int number;

        Items(boolean isNumbered) {
            this.isNumbered = isNumbered;
        }

        String next() {
            return isNumbered ? ++number + "." : "-";
        }
    }
}
