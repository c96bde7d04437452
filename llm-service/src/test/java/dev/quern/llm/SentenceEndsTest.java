package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SentenceEndsTest {

    @Test
    void endsSentencesAtClosingPunctuation() {
        assertThat(SentenceEnds.split("It stores text. Does it? Yes! \"Good.\" And on"))
                .containsExactly("It stores text.", "Does it?", "Yes!", "\"Good.\"", "And on");
    }

    @Test
    void keepsNumbersAbbreviationsAndInitialsTogether() {
        assertThat(SentenceEnds.split("Version 2.5 came, e.g. from Dr. J. Doe, in vol. 3 of it. Then 3.0."))
                .containsExactly("Version 2.5 came, e.g. from Dr. J. Doe, in vol. 3 of it.", "Then 3.0.");
    }

    @Test
    void endsSentencesAtHeadingsItemsAndEmptyLinesButNotAtLineBreaks() {
        assertThat(SentenceEnds.split("# The title\nA line\nthat goes on\n\nA paragraph\n- one\n- two\n1. first"))
                .containsExactly("# The title", "A line\nthat goes on", "A paragraph", "- one", "- two", "1. first");
    }

    @Test
    void endsSentencesOfScriptsWithoutSpaces() {
        assertThat(SentenceEnds.split("これは本です。それはペンです。")).containsExactly("これは本です。", "それはペンです。");
    }

    @Test
    void goesOnLookingWhereItStopped() {
        String[] parts = {"It", " is", " 2", ".", "!", " ", "\n", "- ", "1", ") ", "#", "。", "e.g.", "\"", "A"};
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int from = 0;
            for (int j = 0; j < 12 && from >= 0; j++) {
                text.append(parts[random.nextInt(parts.length)]);
                int end = SentenceEnds.find(text, from, false);

                assertThat(Math.max(SentenceEnds.NONE, end)).as("%s", text).isEqualTo(SentenceEnds.find(text, false));
                from = ~end;
            }
        }
    }

    @Test
    void waitsForWhatFollowsWhileTheTextIsGrowing() {
        assertThat(SentenceEnds.find("It is 2.", false)).isEqualTo(SentenceEnds.NONE);
        assertThat(SentenceEnds.find("It is 2. ", false)).isEqualTo(SentenceEnds.NONE);
        assertThat(SentenceEnds.find("It is 2. T", false)).isEqualTo(8);
        assertThat(SentenceEnds.find("It is 2.5", false)).isEqualTo(SentenceEnds.NONE);
        assertThat(SentenceEnds.find("It is 2.", true)).isEqualTo(8);
    }
}
