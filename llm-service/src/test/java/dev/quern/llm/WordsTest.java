package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void comparesWordsWithoutTheirEndings() {
        assertThat(Words.of("The store indexes queries").content())
                .isEqualTo(Words.of("stored, indexing a query").content());
    }

    @Test
    void leavesOutStopWords() {
        assertThat(Words.of("What is it that you do?").content()).isEmpty();
    }

    @Test
    void readsNumbersHoweverTheyAreGrouped() {
        assertThat(Words.of("10,000 entries, 3.5 % in L1").numbers()).containsExactlyInAnyOrder("10000", "3.5");
    }

    @Test
    void noticesDenials() {
        assertThat(Words.of("It isn't durable").negated()).isTrue();
        assertThat(Words.of("It never stops").negated()).isTrue();
        assertThat(Words.of("It knows nothing's sister, the note").negated()).isFalse();
    }

    @Test
    void comparesKoreanWordsThroughTheirParticles() {
        assertThat(Words.of("문서를 저장한다").content())
                .containsAnyElementsOf(Words.of("문서는").content());
    }
}
