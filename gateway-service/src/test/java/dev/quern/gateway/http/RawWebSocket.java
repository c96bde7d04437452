package dev.quern.gateway.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A WebSocket that reads when it is told to, as no proper client does. */
final class RawWebSocket implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int FINAL_TEXT = 0x81;
    private static final int CLOSE = 8;
    private static final int TEXT = 1;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    /** @param headers each with its end of line */
    RawWebSocket(URI address, String headers) throws IOException {
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        out.write(("GET " + address.getPath() + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Version: 13\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        String response = "";
        while (!response.endsWith("\r\n\r\n")) {
            response += (char) in.readUnsignedByte();
        }
        if (!response.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(response);
        }
    }

    /** Says the same so many times at once; less than 64 KiB. */
    void say(String text, int times) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            frames.write(FINAL_TEXT);
            if (bytes.length < 126) {
                frames.write(0x80 | bytes.length);
            } else {
                frames.write(0x80 | 126);
                frames.write(bytes.length >> 8);
                frames.write(bytes.length);
            }
            frames.writeBytes(new byte[4]);
            frames.writeBytes(bytes);
        }
        frames.writeTo(out);
        out.flush();
    }

    /** The next text. */
    String hear() throws IOException {
        while (true) {
            Frame frame = next();
            if (frame.kind() == TEXT) {
                return StandardCharsets.UTF_8.decode(frame.payload()).toString();
            }
        }
    }

    /** Reads one frame; with which code the other side closes, if it does. */
    Optional<Integer> closedOrHeard() throws IOException {
        Frame frame = next();
        return frame.kind() == CLOSE ? Optional.of((int) frame.payload().getShort()) : Optional.empty();
    }

    /** Reads on until the other side closes; with which code. */
    int closed() throws IOException {
        while (true) {
            Frame frame = next();
            if (frame.kind() == CLOSE) {
                return frame.payload().getShort();
            }
        }
    }

    private Frame next() throws IOException {
        int kind = in.readUnsignedByte() & 0xf;
        int length = in.readUnsignedByte();
        return new Frame(kind, ByteBuffer.wrap(in.readNBytes(length < 126 ? length : in.readUnsignedShort())));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private record Frame(int kind, ByteBuffer payload) {}
}
