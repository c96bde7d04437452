package dev.quern.extractor;

import java.io.InputStream;
import java.nio.file.Files;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.utils.XMLReaderUtils;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/** XML of whatever vocabulary: the text of its elements. Nothing outside the file is ever looked up. */
final class XmlReader implements FileReader {
    @Override
    public String read(Reading reading) throws Exception {
        try (InputStream in = Files.newInputStream(reading.source().file())) {
            XMLReaderUtils.parseSAX(in, new Texts(reading.out()), new ParseContext());
        }
        return "";
    }

    private static final class Texts extends DefaultHandler {
        private final Markdown out;
        private final StringBuilder text = new StringBuilder();
        private int nesting;

        Texts(Markdown out) {
            this.out = out;
        }

        @Override
        public void startElement(
                @Nullable String uri, @Nullable String local, String qualified, Attributes attributes) {
            if (++nesting > Limits.NESTING) {
                throw Refusal.tooComplex();
            }
            flush();
        }

        @Override
        public void endElement(@Nullable String uri, @Nullable String local, String qualified) {
            nesting--;
            flush();
        }

        @Override
        public void characters(char[] from, int start, int length) {
            text.append(from, start, length);
            if (text.length() > Limits.PARAGRAPH) {
                flush();
            }
        }

        private void flush() {
            out.paragraph(Prose.line(text));
            text.setLength(0);
        }
    }
}
