package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentenceBreaksTest {

    @Test
    void endsASentenceWithItsMarkAndWhatCloses() {
        assertThat(sentences("One. Two! Three? Four… (Five.) “Six.” *Seven.* Eight?! Nine"))
                .containsExactly("One.", "Two!", "Three?", "Four…", "(Five.)", "“Six.”", "*Seven.*", "Eight?!", "Nine");
    }

    @Test
    void needsNoWhiteSpaceInChineseAndJapanese() {
        assertThat(sentences("世界。你好！「はい。」そう？終わり")).containsExactly("世界。", "你好！", "「はい。」", "そう？", "終わり");
    }

    @Test
    void endsNoneAfterAnAbbreviationAnInitialOrWithinANumber() {
        for (String one : List.of(
                "Dr. Miller met Prof. Stone.",
                "J. R. Miller of the U.S. Army paid 3.50 or 1,000 for it.",
                "It grinds, e.g. Wheat, i.e. Grain.",
                "See Fig. 3 and No. 12 of Vol. 7.",
                "It is approx. five or so etc. and more.",
                "Miller et al. Found it.")) {
            assertThat(sentences(one)).containsExactly(one);
        }
    }

    @Test
    void endsOneAfterANumberOrAWordThatIsNoAbbreviationHere() {
        assertThat(sentences("It was in 1984. He said no. We left it.")).hasSize(3);
    }

    @Test
    void endsOneWithAParagraphOrBeforeAMarkedLineButNotWithALine() {
        assertThat(sentences("It goes\non here\n\nParagraph\n- item\n| row |\n1. First thing\nis long"))
                .containsExactly("It goes\non here", "Paragraph", "- item", "| row |\n1. First thing\nis long");
    }

    private static List<String> sentences(String text) {
        Breaks breaks = new SentenceBreaks();
        List<String> sentences = new ArrayList<>();
        int start = 0;
        for (int place = 0; place < text.length(); place++) {
            if (breaks.before(text.charAt(place)) >= Breaks.SENTENCE && place > 0) {
                sentences.add(text.substring(start, place).strip());
                start = place;
            }
        }
        sentences.add(text.substring(start));
        return sentences;
    }
}
