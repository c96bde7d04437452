package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

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
    void waitsForWhatFollowsWhileTheTextIsGrowing() {
        assertThat(SentenceEnds.find("It is 2.", false)).isEqualTo(SentenceEnds.NONE);
        assertThat(SentenceEnds.find("It is 2. ", false)).isEqualTo(SentenceEnds.NONE);
        assertThat(SentenceEnds.find("It is 2. T", false)).isEqualTo(8);
        assertThat(SentenceEnds.find("It is 2.5", false)).isEqualTo(SentenceEnds.NONE);
        assertThat(SentenceEnds.find("It is 2.", true)).isEqualTo(8);
    }
}
