package dev.quern.retrieval.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Passage;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HighlightsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mill        | The MILL and the mills.    | MILL;mills
            Muller cafe | Müller's café              | Müller's;café
            müller      | Muller                     | Muller
            who mills?  | Who are the millers?       | ''
            the         | The end of the river       | The;the
            running     | She runs, he ran.          | runs
            grain       | grain-free grains          | grain;grains
            世界        | 你好世界!                  | 世界
            x           | y                          | ''
            """)
    void findsTheSameWordAndTheSameStem(String query, String text, String expected) {
        assertThat(String.join(";", marked(query, text))).isEqualTo(expected);
    }

    @Test
    void marksNoMoreThanItMay() {
        assertThat(marked("mill", "mill ".repeat(100))).hasSize(Highlights.MOST);
    }

    @Test
    void neverSplitsACharacterAndStaysInOrder() {
        Random random = new Random(11);
        String[] pieces = {"mill", " ", "𠀀", "😀", "é", "e\u0301", "-", "Mills", "世", "'s", "\ud800", "ß", "İ"};
        for (int i = 0; i < 500; i++) {
            String text = random(random, pieces, 30);
            String query = random(random, pieces, 4);
            int end = 0;
            for (Passage.Highlight highlight : highlights(query, text)) {
                assertThat(highlight.start()).isGreaterThanOrEqualTo(end);
                assertThat(highlight.end()).isBetween(highlight.start() + 1, text.length());
                assertThat(splits(text, highlight.start())).isFalse();
                assertThat(splits(text, highlight.end())).isFalse();
                end = highlight.end() + 1;
            }
        }
    }

    private static boolean splits(String text, int at) {
        return at > 0 && at < text.length() && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
    }

    private static String random(Random random, String[] pieces, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }

    private static List<String> marked(String query, String text) {
        return highlights(query, text).stream()
                .map(range -> text.substring(range.start(), range.end()))
                .toList();
    }

    private static List<Passage.Highlight> highlights(String query, String text) {
        return new Highlights(query)
                .in(TestCandidates.candidate(text, 1).passage())
                .highlights();
    }
}
