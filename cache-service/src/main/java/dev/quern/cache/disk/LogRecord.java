package dev.quern.cache.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How an entry and its body stand in a segment: a header (magic, both lengths, both checksums, its own checksum), the
 * entry, the body. All zeros, or too little left for what the header announces, is the end of what was written.
 *
 * @param entry its position, as of {@code body}
 */
record LogRecord(long entry, int entryLength, int entryChecksum, long body, int bodyLength, int bodyChecksum) {
    static final int HEADER = 24;
    private static final int MAGIC = 0x51434C32;

    long end() {
        return body + bodyLength;
    }

    static int length(byte[] entry, byte[] body) {
        return HEADER + entry.length + body.length;
    }

    static LogRecord append(Segment segment, byte[] entry, byte[] body) {
        ByteBuffer header = ByteBuffer.allocate(HEADER)
                .putInt(MAGIC)
                .putInt(entry.length)
                .putInt(body.length)
                .putInt(checksum(entry))
                .putInt(checksum(body));
        header.putInt(checksum(header.array(), header.position()));
        long start = segment.append(header.array(), entry, body);
        return of(start, header);
    }

    /** The record at a position; empty where the log ends. Throws when it is not what was written. */
    static Optional<LogRecord> read(Segment segment, long start) throws IOException {
        if (segment.size() - start < HEADER) {
            return Optional.empty();
        }
        byte[] bytes = segment.read(start, HEADER);
        ByteBuffer header = ByteBuffer.wrap(bytes);
        if (Arrays.equals(bytes, new byte[HEADER])) {
            return Optional.empty();
        }
        if (header.getInt(0) != MAGIC || header.getInt(HEADER - 4) != checksum(bytes, HEADER - 4)) {
            throw new IOException("a header that was not written so");
        }
        LogRecord record = of(start, header);
        return record.end() <= segment.size() ? Optional.of(record) : Optional.empty();
    }

    LogEntry readEntry(Segment segment) throws IOException {
        byte[] bytes = segment.read(entry, entryLength);
        if (checksum(bytes) != entryChecksum) {
            throw new IOException("an entry that was not written so");
        }
        return LogEntry.decode(bytes);
    }

    /** Empty when the bytes are not those that were written. */
    Optional<byte[]> readBody(Segment segment) {
        byte[] bytes = segment.read(body, bodyLength);
        return checksum(bytes) == bodyChecksum ? Optional.of(bytes) : Optional.empty();
    }

    private static LogRecord of(long start, ByteBuffer header) {
        int entryLength = header.getInt(4);
        int bodyLength = header.getInt(8);
        long entry = start + HEADER;
        return new LogRecord(entry, entryLength, header.getInt(12), entry + entryLength, bodyLength, header.getInt(16));
    }

    private static int checksum(byte[] bytes) {
        return checksum(bytes, bytes.length);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}
