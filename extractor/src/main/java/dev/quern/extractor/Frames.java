package dev.quern.extractor;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Requests and replies as bytes on a pipe. */
public final class Frames {
    private static final int LONGEST_TEXT = 64 * 1024;
    private static final byte EXTRACTED = 1;
    private static final byte REFUSED = 2;

    private Frames() {}

    public static void write(DataOutputStream out, Request request) throws IOException {
        write(out, request.content().toString());
        write(out, request.mediaType());
        write(out, request.name());
        write(out, request.text().toString());
        out.writeLong(request.mostBytes());
        out.flush();
    }

    /** @throws java.io.EOFException when there are no more requests */
    public static Request readRequest(DataInputStream in) throws IOException {
        return new Request(Path.of(read(in)), read(in), read(in), Path.of(read(in)), in.readLong());
    }

    public static void write(DataOutputStream out, Reply reply) throws IOException {
        switch (reply) {
            case Reply.Extracted extracted -> {
                out.writeByte(EXTRACTED);
                write(out, extracted.mediaType());
                write(out, extracted.title());
                out.writeLong(extracted.characters());
            }
            case Reply.Refused refused -> {
                out.writeByte(REFUSED);
                write(out, refused.reason().name());
                write(out, refused.mediaType());
                write(out, refused.sentence());
            }
        }
        out.flush();
    }

    /** @throws java.io.EOFException when the process has ended */
    public static Reply readReply(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case EXTRACTED -> new Reply.Extracted(read(in), read(in), in.readLong());
            case REFUSED -> new Reply.Refused(Reply.Reason.valueOf(read(in)), read(in), read(in));
            default -> throw new IOException("a reply of unknown kind " + kind);
        };
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_TEXT) {
            throw new IOException("a text of " + bytes.length + " bytes is too long for a frame");
        }
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST_TEXT) {
            throw new IOException("a text of " + length + " bytes cannot be in a frame");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
