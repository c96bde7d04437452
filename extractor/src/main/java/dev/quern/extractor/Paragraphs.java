package dev.quern.extractor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Running text, as its {@link Layout} has it. */
final class Paragraphs {
    private static final Pattern BULLET = Pattern.compile("[·•▪■◦‣●○\uF0B7\uF0A7]\\s*(.*)");
    private static final Pattern PARTED = Pattern.compile("\n{2,}");

    private final Markdown out;
    private final Layout layout;
    private final PageText page = new PageText();

    Paragraphs(Markdown out, Layout layout) {
        this.out = out;
        this.layout = layout;
    }

    void write(String raw) {
        for (String paragraph : PARTED.split(Prose.lines(raw), -1)) {
            if (layout == Layout.PAGES) {
                page.add(paragraph);
            } else {
                writeLines(paragraph);
            }
        }
    }

    /** What is still held, at the end of a page. */
    void flush() {
        page.drain(this::writeLines);
    }

    /** Lines that begin with a bullet are items; what is between them is a paragraph. */
    private void writeLines(String paragraph) {
        StringBuilder plain = new StringBuilder();
        for (String line : paragraph.split("\n", -1)) {
            Matcher bullet = BULLET.matcher(line);
            if (bullet.matches()) {
                out.paragraph(plain.toString());
                plain.setLength(0);
                out.item(0, "-", bullet.group(1));
            } else {
                plain.append(plain.isEmpty() ? "" : "\n").append(line);
            }
        }
        out.paragraph(plain.toString());
    }
}
