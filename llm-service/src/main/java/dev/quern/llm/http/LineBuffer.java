package dev.quern.llm.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes lines of bytes, wherever these are cut. */
final class LineBuffer {
    /** A server that sends a longer line does not send a completion. */
    static final int LONGEST = 1 << 20;

    private byte[] bytes = new byte[8192];
    private int start;
    private int end;
    /** Up to here there is no end of a line. */
    private int searched;

    void add(ByteBuffer more) {
        makeRoom(more.remaining());
        int length = more.remaining();
        more.get(bytes, end, length);
        end += length;
    }

    /** The next whole line, without its end. */
    Optional<String> line() {
        while (searched < end) {
            if (bytes[searched++] == '\n') {
                return Optional.of(take(searched - 1));
            }
        }
        return Optional.empty();
    }

    /** What came after the last whole line. */
    Optional<String> rest() {
        return start == end ? Optional.empty() : Optional.of(take(end));
    }

    /** Whether a line has begun that is too long to wait for its end; to be asked when there is no whole line. */
    boolean isOverfull() {
        return end - start > LONGEST;
    }

    private String take(int until) {
        int length = until > start && bytes[until - 1] == '\r' ? until - 1 - start : until - start;
        String line = new String(bytes, start, length, StandardCharsets.UTF_8);
        start = Math.max(searched, until);
        searched = start;
        return line;
    }

    private void makeRoom(int more) {
        if (bytes.length - end >= more) {
            return;
        }
        int held = end - start;
        byte[] roomy = new byte[Math.max(bytes.length, 2 * (held + more))];
        System.arraycopy(bytes, start, roomy, 0, held);
        bytes = roomy;
        searched -= start;
        start = 0;
        end = held;
    }
}
