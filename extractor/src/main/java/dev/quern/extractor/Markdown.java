package dev.quern.extractor;

import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The text that is written: blocks parted by blank lines, the items of a list and the rows of a table by line ends. */
final class Markdown implements AutoCloseable {
    private enum Block {
        NONE,
        OTHER,
        ITEM,
        ROW,
        VERBATIM
    }

    private final Writer out;
    private final long mostBytes;
    private long bytes;
    private long characters;
    private long words;
    private Block last = Block.NONE;
    private String announced = "";
    private boolean isBroken;
    private @Nullable Refusal refusal;

    Markdown(Path file, long mostBytes) throws IOException {
        this.mostBytes = mostBytes;
        this.out = new BufferedWriter(
                new OutputStreamWriter(new Counting(Files.newOutputStream(file)), StandardCharsets.UTF_8), 1 << 15);
    }

    void heading(int level, String text) {
        String line = Prose.line(text);
        if (!line.isEmpty()) {
            block(Block.OTHER);
            write("#".repeat(Math.clamp(level, 1, 6)) + " " + line);
            words++;
        }
    }

    /** A heading that is written with what comes under it, and not at all when nothing does before the next one. */
    void announce(String text) {
        announced = Prose.line(text);
    }

    /** @param text of one line or several */
    void paragraph(String text) {
        if (!text.isBlank()) {
            block(Block.OTHER);
            String parted = "";
            for (String line : text.split("\n", -1)) {
                if (!line.isEmpty()) {
                    write(parted + Prose.escaped(line));
                    parted = "\n";
                }
            }
            words++;
        }
    }

    /** @param marker what stands before the item: {@code -} or a number */
    void item(int depth, String marker, String text) {
        if (!text.isBlank()) {
            block(Block.ITEM);
            String indent = "  ".repeat(Math.clamp(depth, 0, 8));
            write(indent + marker + " " + text.replace("\n", "\n  " + indent));
            words++;
        }
    }

    void row(String row) {
        block(Block.ROW);
        write(row);
        words++;
    }

    void code(String text) {
        if (!text.isBlank()) {
            block(Block.OTHER);
            String fence = text.contains("```") ? "````" : "```";
            write(fence + "\n" + text.strip() + "\n" + fence);
            words++;
        }
    }

    /** Ends a page: what comes is on the next one. */
    void page() {
        write(last == Block.NONE ? "\f" : "\n\n\f");
        last = Block.OTHER;
    }

    /** Parts this from what was, even where both are rows or items. */
    void part() {
        if (last != Block.NONE) {
            last = Block.OTHER;
        }
    }

    /** A piece of a text that is Markdown already, or none at all. */
    void verbatim(String text) {
        block(Block.VERBATIM);
        write(text);
        if (!text.isBlank()) {
            words++;
        }
    }

    /** Whether there is anything to read in it. */
    boolean hasText() {
        return words > 0;
    }

    long characters() {
        return characters;
    }

    /** @throws Refusal when the text became too long, also when a library has swallowed that before */
    void check() {
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Writes out what is buffered, and so finds out whether it is too long. */
    void flush() throws IOException {
        out.flush();
    }

    /** Whether the text could not be written, which is no fault of the file that is read. */
    boolean isBroken() {
        return isBroken;
    }

    private void block(Block block) {
        if (!announced.isEmpty()) {
            String text = announced;
            announced = "";
            heading(2, text);
        }
        if (last == Block.VERBATIM && block == Block.VERBATIM) {
            return;
        }
        if (last != Block.NONE) {
            write(last == block && block != Block.OTHER ? "\n" : "\n\n");
        }
        last = block;
    }

    private void write(String text) {
        check();
        try {
            out.write(text);
            characters += text.length();
        } catch (IOException e) {
            isBroken = true;
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (refusal == null) {
            out.close();
        } else {
            // What is still buffered would be refused once more.
            try {
                out.close();
            } catch (Refusal again) {
                return;
            }
        }
    }

    private final class Counting extends FilterOutputStream {
        Counting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            bytes += length;
            if (bytes > mostBytes) {
                refusal = new Refusal(Reply.Reason.TOO_LONG, "The file has more text than a document may have.");
                throw refusal;
            }
            out.write(from, offset, length);
        }
    }
}
