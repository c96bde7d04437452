package dev.quern.extractor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.html.HtmlEncodingDetector;
import org.apache.tika.parser.txt.Icu4jEncodingDetector;
import org.apache.tika.parser.txt.UniversalEncodingDetector;
import org.jspecify.annotations.Nullable;

/** In what charset a text is: it need not say, and may be wrong when it does. */
final class Charsets {
    private static final int SAMPLE = 1 << 16;

    /** Control characters and undecodable ones, of which a text has one in so many at most, and one more. */
    private static final int ODD = 50;

    private Charsets() {}

    static Charset of(Path file, boolean isHtml) throws IOException {
        byte[] start = sample(file, 0);
        Charset marked = marked(start);
        if (marked != null) {
            return marked;
        }
        long wrong = firstWrongUtf8(file);
        if (wrong < 0) {
            return StandardCharsets.UTF_8;
        }
        if (isHtml) {
            Charset declared = detect(new HtmlEncodingDetector(), start);
            if (declared != null && isPlausible(declared, start)) {
                return declared;
            }
        }
        Charset wide = wide(start);
        if (wide != null) {
            return wide;
        }
        byte[] telling = wrong < SAMPLE / 2 ? start : sample(file, wrong - SAMPLE / 2);
        for (EncodingDetector detector :
                new EncodingDetector[] {new UniversalEncodingDetector(), new Icu4jEncodingDetector()}) {
            Charset found = detect(detector, telling);
            if (found != null && isPlausible(found, telling)) {
                return found;
            }
        }
        return Charset.forName("windows-1252");
    }

    /** Whether the bytes, of which no signature is known, are characters of some charset. */
    static boolean looksLikeText(Path file) throws IOException {
        return isPlausible(of(file, false), sample(file, 0));
    }

    private static boolean isPlausible(Charset charset, byte[] sample) {
        String text = new String(sample, charset);
        long odd = text.chars()
                .filter(c -> c == '\uFFFD' || (Character.isISOControl(c) && "\r\n\t\f\u0085".indexOf(c) < 0))
                .count();
        return odd * ODD <= text.length() + ODD;
    }

    private static @Nullable Charset detect(EncodingDetector detector, byte[] sample) throws IOException {
        return detector.detect(new ByteArrayInputStream(sample), new Metadata());
    }

    private static @Nullable Charset marked(byte[] start) {
        if (start.length >= 3 && start[0] == (byte) 0xEF && start[1] == (byte) 0xBB && start[2] == (byte) 0xBF) {
            return StandardCharsets.UTF_8;
        }
        int mark = start.length < 2 ? 0 : ((start[0] & 0xFF) << 8) | (start[1] & 0xFF);
        if (mark == 0xFFFE || mark == 0xFEFF) {
            return StandardCharsets.UTF_16;
        }
        return null;
    }

    /** UTF-16 without a mark: every other byte of most texts is zero. */
    private static @Nullable Charset wide(byte[] start) {
        int[] zeros = new int[2];
        for (int i = 0; i < start.length; i++) {
            zeros[i % 2] += start[i] == 0 ? 1 : 0;
        }
        if (zeros[1] > start.length / 4 && zeros[0] < zeros[1] / 8) {
            return StandardCharsets.UTF_16LE;
        }
        return zeros[0] > start.length / 4 && zeros[1] < zeros[0] / 8 ? StandardCharsets.UTF_16BE : null;
    }

    private static byte[] sample(Path file, long from) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(from);
            return in.readNBytes(SAMPLE);
        }
    }

    /** The whole file is looked at: one letter late in it tells more than a thousand pages of ASCII. */
    private static long firstWrongUtf8(Path file) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.allocate(SAMPLE);
        CharBuffer characters = CharBuffer.allocate(SAMPLE);
        long done = 0;
        try (InputStream in = Files.newInputStream(file)) {
            while (true) {
                int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
                bytes.position(bytes.position() + Math.max(0, read)).flip();
                boolean isEnd = read < 0;
                characters.clear();
                if (decoder.decode(bytes, characters, isEnd).isError()) {
                    return done + bytes.position();
                }
                if (isEnd) {
                    return -1;
                }
                done += bytes.position();
                bytes.compact();
            }
        }
    }
}
