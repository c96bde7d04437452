package dev.quern.extractor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files in a file, kept aside until the file itself is read: their texts come after its own. */
final class Attachments {
    private final Path folder;
    private final Budget budget;
    private final int depth;
    private final List<Source> waiting = new ArrayList<>();

    /** @param folder that is deleted when the file is done */
    Attachments(Path folder) {
        this(folder, new Budget(), 1);
    }

    private Attachments(Path folder, Budget budget, int depth) {
        this.folder = folder;
        this.budget = budget;
        this.depth = depth;
    }

    /** Writes an attachment. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Whether one more would be kept. */
    boolean takesMore() {
        return depth <= Limits.ATTACHMENT_DEPTH && budget.files < Limits.ATTACHMENTS;
    }

    void add(String name, String mediaType, InputStream content) throws IOException {
        add(name, mediaType, content::transferTo);
    }

    void add(String name, String mediaType, Content content) throws IOException {
        if (!takesMore()) {
            return;
        }
        Path file = folder.resolve("attachment-" + budget.files++);
        try (OutputStream out = new Bounded(Files.newOutputStream(file), budget)) {
            content.writeTo(out);
        }
        waiting.add(new Source(file, mediaType, name, depth));
    }

    /** What was added, once. */
    List<Source> take() {
        List<Source> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    /** For the files in those that were added here. */
    Attachments within() {
        return new Attachments(folder, budget, depth + 1);
    }

    private static final class Budget {
        private int files;
        private long bytes;
    }

    private static final class Bounded extends OutputStream {
        private final OutputStream out;
        private final Budget budget;

        Bounded(OutputStream out, Budget budget) {
            this.out = out;
            this.budget = budget;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            budget.bytes += length;
            if (budget.bytes > Limits.ATTACHMENT_BYTES) {
                throw Refusal.tooComplex();
            }
            out.write(from, offset, length);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
