package dev.quern.extractor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;
import org.xml.sax.helpers.AttributesImpl;

/** Web pages: the main text, without what stands around it on every page of a site. */
final class HtmlReader implements FileReader {
    private static final String NEVER_SHOWN = "script, style, noscript, template, iframe, svg, object, [hidden],"
            + " [aria-hidden=true], [style~=(?i)display\\s*:\\s*none], [style~=(?i)visibility\\s*:\\s*hidden]";
    private static final String CONTROLS = "button, select, input, textarea";
    private static final String AROUND = "nav, aside, footer, form, [role=navigation], [role=search],"
            + " [role=contentinfo], header, [role=banner]";
    private static final String MAIN = "main, [role=main], article";

    @Override
    public String read(Reading reading) throws IOException {
        Document page = parse(reading);
        write(page, reading.out());
        return Prose.line(page.title());
    }

    /** The main text of a page that is in memory: a message's body, for one. */
    static void write(String html, Markdown out) {
        write(Jsoup.parse(html), out);
    }

    private static Document parse(Reading reading) throws IOException {
        Charset charset = Charsets.of(reading.source().file(), true);
        try (InputStream in = Files.newInputStream(reading.source().file())) {
            return Jsoup.parse(in, charset.name(), "");
        }
    }

    private static void write(Document page, Markdown out) {
        page.select(NEVER_SHOWN).remove();
        page.select(CONTROLS).remove();
        withoutSurroundings(page);
        XhtmlToMarkdown handler = new XhtmlToMarkdown(out, Layout.FLOW, false);
        main(page).traverse(new Events(handler));
        handler.endDocument();
    }

    /** Part by part, and none that holds most of the text: some put the whole page in a form or a header. */
    private static void withoutSurroundings(Document page) {
        int whole = page.body().text().length();
        boolean hasOneTitle = page.select("h1").size() == 1;
        List<Element> removed = new ArrayList<>();
        for (Element around : page.select(AROUND)) {
            boolean isMost = around.text().length() * 2 > whole;
            boolean isOfTheText = around.closest(MAIN) != null
                    && (around.normalName().equals("header")
                            || around.normalName().equals("form"));
            boolean hasTheOnlyTitle = hasOneTitle && around.selectFirst("h1") != null;
            if (!isMost && !isOfTheText && !hasTheOnlyTitle) {
                removed.add(around);
            }
        }
        // All at once: to look at a page that has just been changed takes time in proportion to its size.
        removed.forEach(Element::remove);
    }

    private static Element main(Document page) {
        Element body = page.body();
        int whole = body.text().length();
        for (Element candidate : page.select(MAIN)) {
            // What is within another one has no more text than that.
            if (!isWithin(candidate, MAIN) && candidate.text().length() * 2 > whole) {
                return candidate;
            }
        }
        return body;
    }

    private static boolean isWithin(Element element, String others) {
        Element parent = element.parent();
        return parent != null && parent.closest(others) != null;
    }

    /** A tree as a stream of events. */
    private record Events(XhtmlToMarkdown handler) implements NodeVisitor {
        private static final AttributesImpl NONE = new AttributesImpl();

        @Override
        public void head(Node node, int depth) {
            if (node instanceof Element element) {
                handler.startElement("", element.normalName(), element.normalName(), NONE);
            } else if (node instanceof TextNode text) {
                char[] characters = text.getWholeText().toCharArray();
                handler.characters(characters, 0, characters.length);
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (node instanceof Element element) {
                handler.endElement("", element.normalName(), element.normalName());
            }
        }
    }
}
