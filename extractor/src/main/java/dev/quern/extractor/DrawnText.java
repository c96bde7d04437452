package dev.quern.extractor;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/** What is written in a chart or a diagram, each text once: every series repeats its categories. */
final class DrawnText extends DefaultHandler {
    private final Set<String> texts = new LinkedHashSet<>();
    private final StringBuilder text = new StringBuilder();
    private boolean isText;

    void writeTo(Markdown out) {
        texts.forEach(each -> out.item(0, "-", each));
        out.part();
    }

    @Override
    public void startElement(@Nullable String uri, String local, String qualified, Attributes attributes) {
        boolean isDrawn = uri != null && uri.contains("drawingml");
        isText = (isDrawn && local.equals("t")) || local.equals("v");
        if (local.equals("p") || local.equals("v")) {
            text.setLength(0);
        }
    }

    @Override
    public void characters(char[] from, int start, int length) {
        if (isText && text.length() < Limits.PARAGRAPH) {
            text.append(from, start, length);
        }
    }

    @Override
    public void endElement(@Nullable String uri, String local, String qualified) {
        isText = false;
        if (local.equals("p") || local.equals("v")) {
            String line = Prose.line(text);
            text.setLength(0);
            if (!line.isEmpty()) {
                texts.add(line);
            }
        }
    }
}
