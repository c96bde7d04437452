package dev.quern.retrieval;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The text in a file that {@link PlainTextCheck} found to be text. The file is open only while a part is read. */
record SpooledText(Path file) implements DocumentText {
    private static final int MOST_BYTES = 3 * LONGEST_PART;

    /** Looks at all of a file. */
    static PlainTextCheck check(Path file) throws IOException {
        PlainTextCheck check = new PlainTextCheck();
        ByteBuffer part = ByteBuffer.allocate(64 * 1024);
        try (FileChannel bytes = FileChannel.open(file)) {
            while (bytes.read(part.clear()) >= 0) {
                check.add(part.flip());
            }
        }
        return check;
    }

    @Override
    public Iterator<String> parts() {
        return new Parts(file);
    }

    private static final class Parts implements Iterator<String> {
        private final Path file;
        private final long size;
        private long place;

        Parts(Path file) {
            this.file = file;
            try {
                this.size = Files.size(file);
                this.place = startsWithMark(file) ? 3 : 0;
            } catch (IOException e) {
                throw gone(e);
            }
        }

        @Override
        public boolean hasNext() {
            return place < size;
        }

        @Override
        public String next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            try {
                return read();
            } catch (IOException e) {
                throw gone(e);
            }
        }

        private String read() throws IOException {
            ByteBuffer bytes = SpooledText.read(file, place, (int) Math.min(MOST_BYTES, size - place));
            CharBuffer characters = CharBuffer.allocate(LONGEST_PART);
            CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
            // A character that does not fit, of the part or of the bytes, is left for the next part.
            boolean last = place + bytes.remaining() == size;
            var result = decoder.decode(bytes, characters, last);
            if (result.isError() || bytes.position() == 0) {
                throw new IOException("the file is no longer the text that it was");
            }
            place += bytes.position();
            return characters.flip().toString();
        }
    }

    private static boolean startsWithMark(Path file) throws IOException {
        ByteBuffer first = read(file, 0, 3);
        return first.equals(ByteBuffer.wrap(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}));
    }

    private static ByteBuffer read(Path file, long place, int most) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(most);
        try (FileChannel channel = FileChannel.open(file)) {
            while (bytes.hasRemaining() && channel.read(bytes, place + bytes.position()) >= 0) {
                // Until the file or the part ends.
            }
        }
        return bytes.flip();
    }

    private static QuernException gone(IOException cause) {
        return new QuernException(ErrorCode.CANCELLED, "The upload ended before its text was stored.", cause);
    }
}
