package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken for text, and how it is read from a file. */
class PlainTextTest {
    @TempDir
    Path folder;

    @Test
    void tellsTextFromWhatIsNone() {
        assertThat(check("A mill.".getBytes(StandardCharsets.UTF_8)).isText()).isTrue();
        assertThat(check(new byte[] {'a', (byte) 0xC3}).isText()).isFalse();
        assertThat(check(new byte[] {(byte) 0xC3, 'a'}).isText()).isFalse();
        assertThat(check("Grüße".getBytes(StandardCharsets.ISO_8859_1)).isText())
                .isFalse();
        assertThat(check("Grüße".getBytes(StandardCharsets.UTF_16)).isText()).isFalse();
        assertThat(check("a\0b".getBytes(StandardCharsets.UTF_8)).isText()).isFalse();
    }

    @Test
    void isNotTakenInByAnotherKindOfFileThatIsAllLetters() {
        for (String other : List.of("%PDF-1.4\n", "PK\u0003\u0004letters", "{\\rtf1 letters}", "\uFEFF%PDF-1.4")) {
            assertThat(check(other.getBytes(StandardCharsets.UTF_8)).isText()).isFalse();
        }
        assertThat(check("%PD".getBytes(StandardCharsets.UTF_8)).isText()).isTrue();
        assertThat(check("PK is a name".getBytes(StandardCharsets.UTF_8)).isText())
                .isTrue();
    }

    @Test
    void knowsBlankTextFromText() {
        assertThat(check(new byte[0]).isBlank()).isTrue();
        assertThat(check("\uFEFF \n\t\f".getBytes(StandardCharsets.UTF_8)).isBlank())
                .isTrue();
        assertThat(check(" \n.".getBytes(StandardCharsets.UTF_8)).isBlank()).isFalse();
    }

    @Test
    void readsBackEveryTextHoweverItIsCut() throws IOException {
        Random random = new Random(6);
        for (int i = 0; i < 20; i++) {
            String text = randomText(random, random.nextInt(3 * DocumentText.LONGEST_PART));
            byte[] bytes = ((i % 2 == 0 ? "" : "\uFEFF") + text).getBytes(StandardCharsets.UTF_8);
            Path file = Files.write(folder.resolve("file"), bytes);

            PlainTextCheck check = new PlainTextCheck();
            for (int place = 0; place < bytes.length; ) {
                int length = Math.min(bytes.length - place, 1 + random.nextInt(50_000));
                check.add(ByteBuffer.wrap(bytes, place, length));
                place += length;
            }
            SpooledText spooled = new SpooledText(file);
            List<String> parts = new ArrayList<>();
            spooled.parts().forEachRemaining(parts::add);

            assertThat(check.isText()).isTrue();
            assertThat(check.characters()).isEqualTo(text.length());
            assertThat(String.join("", parts).equals(text)).isTrue();
            assertThat(parts)
                    .allSatisfy(part -> assertThat(part.length()).isBetween(1, DocumentText.LONGEST_PART))
                    .noneMatch(part -> Character.isHighSurrogate(part.charAt(part.length() - 1)));
        }
    }

    @Test
    void saysThatTheTextIsGoneInsteadOfEndingEarly() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x".repeat(DocumentText.LONGEST_PART + 1));
        var parts = new SpooledText(file).parts();
        parts.next();

        Files.delete(file);

        assertThatThrownBy(parts::next).isInstanceOf(QuernException.class);
    }

    private static String randomText(Random random, int length) {
        StringBuilder text = new StringBuilder();
        List<String> alphabet = List.of("a", " ", "\n", "ü", "漢", "🌾", "\uFEFF", "\f");
        text.append('a');
        while (text.length() < length) {
            text.append(alphabet.get(random.nextInt(alphabet.size())));
        }
        return text.toString();
    }

    private static PlainTextCheck check(byte[] bytes) {
        PlainTextCheck check = new PlainTextCheck();
        check.add(ByteBuffer.wrap(bytes));
        return check;
    }
}
