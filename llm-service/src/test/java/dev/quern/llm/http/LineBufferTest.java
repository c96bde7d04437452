package dev.quern.llm.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineBufferTest {

    @Test
    void givesTheSameLinesHoweverTheBytesAreCut() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<String> lines = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                String line = "é밤🌾x".repeat(random.nextInt(random.nextBoolean() ? 3 : 3_000));
                lines.add(line);
                text.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
            }

            assertThat(cut(text.toString().getBytes(StandardCharsets.UTF_8), random))
                    .isEqualTo(lines);
        }
    }

    @Test
    void keepsWhatIsNoWholeLineYet() {
        LineBuffer buffer = new LineBuffer();

        buffer.add(ByteBuffer.wrap("a\nb".getBytes(StandardCharsets.UTF_8)));

        assertThat(buffer.line()).contains("a");
        assertThat(buffer.line()).isEmpty();
        assertThat(buffer.rest()).contains("b");
        assertThat(buffer.rest()).isEmpty();
    }

    @Test
    void isOverfullWhenALineIsTooLong() {
        LineBuffer buffer = new LineBuffer();

        buffer.add(ByteBuffer.wrap(new byte[LineBuffer.LONGEST]));
        assertThat(buffer.isOverfull()).isFalse();
        buffer.add(ByteBuffer.wrap(new byte[1]));

        assertThat(buffer.line()).isEmpty();
        assertThat(buffer.isOverfull()).isTrue();
    }

    private static List<String> cut(byte[] bytes, Random random) {
        LineBuffer buffer = new LineBuffer();
        List<String> lines = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 5 : 20_000));
            buffer.add(ByteBuffer.wrap(bytes, at, length));
            at += length;
            for (Optional<String> line = buffer.line(); line.isPresent(); line = buffer.line()) {
                lines.add(line.get());
            }
        }
        assertThat(buffer.rest()).isEmpty();
        return lines;
    }
}
