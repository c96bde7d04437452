package dev.quern.extractor;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.file.Files;

/** A file's characters, whatever its charset; its lines end in a line feed each. */
final class Decoded extends FilterReader {
    private boolean isAfterReturn;

    private Decoded(Reader in) {
        super(in);
    }

    static Reader open(Reading reading) throws IOException {
        Charset charset = Charsets.of(reading.source().file(), reading.kind() == Kind.HTML);
        return new Decoded(new BufferedReader(
                new InputStreamReader(Files.newInputStream(reading.source().file()), charset)));
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        int read = read(one, 0, 1);
        return read < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        int kept = 0;
        while (kept == 0) {
            int read = in.read(into, offset, length);
            if (read < 0) {
                return -1;
            }
            for (int i = offset; i < offset + read; i++) {
                char c = into[i];
                if (c != '\n' || !isAfterReturn) {
                    into[offset + kept++] = c == '\r' || c == '\u0085' ? '\n' : c;
                }
                isAfterReturn = c == '\r';
            }
        }
        return kept;
    }
}
