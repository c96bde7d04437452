package dev.quern.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DocumentIdsTest {
    @Test
    void staysTheSameForEver() {
        assertThat(DocumentIds.of("handbook/Größe & Maß.pdf")).isEqualTo("handbook-Gro-e-Ma-.pdf-34f68d3bc8c3256a");
    }

    @Test
    void isTheSameHoweverAccentsAreWritten() {
        assertThat(DocumentIds.of("docs/gro\u0308\u00dfe.txt")).isEqualTo(DocumentIds.of("docs/gr\u00f6\u00dfe.txt"));
    }

    @Test
    void keepsNamesWithoutLatinLettersApart() {
        assertThat(DocumentIds.of("文書")).startsWith("file-").isNotEqualTo(DocumentIds.of("文章"));
    }

    @Test
    void isAlwaysAnIdAndOfOneNameOnly() {
        Random random = new Random(5);
        Set<String> names = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            String name = random.ints(1 + random.nextInt(200), ' ', 0x250)
                    .filter(letter -> letter < 0x7f || letter > 0xbf)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            if (names.add(name)) {
                ids.add(DocumentIds.of(name));
            }
        }

        assertThat(ids).hasSameSizeAs(names).allMatch(id -> id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}"));
    }
}
