package dev.quern.extractor;

import java.io.IOException;
import java.io.Reader;

/** Plain text and Markdown, which stay as they are. */
final class TextReader implements FileReader {
    private static final int PIECE = 1 << 16;

    @Override
    public String read(Reading reading) throws IOException {
        boolean isMarkdown = reading.kind() == Kind.MARKDOWN;
        StringBuilder piece = new StringBuilder();
        char[] buffer = new char[PIECE];
        try (Reader text = Decoded.open(reading)) {
            for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
                piece.append(buffer, 0, read);
                // A line is cleaned at once: what is to be left out may not be parted.
                int end = piece.lastIndexOf("\n") + 1;
                if (end > 0 || piece.length() > Limits.PARAGRAPH) {
                    end = end > 0 ? end : piece.length();
                    write(reading, piece.substring(0, end), isMarkdown);
                    piece.delete(0, end);
                }
            }
        }
        write(reading, piece.toString(), isMarkdown);
        return "";
    }

    private static void write(Reading reading, String piece, boolean isMarkdown) {
        if (reading.source().isAttached()) {
            for (String paragraph : piece.split("\n\\s*\n", -1)) {
                reading.out().paragraph(Prose.lines(paragraph));
            }
            return;
        }
        String clean = Prose.verbatim(piece);
        reading.out().verbatim(isMarkdown ? Prose.withoutData(clean) : clean);
    }
}
