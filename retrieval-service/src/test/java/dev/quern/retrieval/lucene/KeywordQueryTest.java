package dev.quern.retrieval.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeywordQueryTest {
    private final KeywordQuery keywords = new KeywordQuery(new WordAnalyzer());

    @Test
    void asksForTheWordsThatTellSomething() {
        assertThat(keywords.of("What was this mill's grinding for?")).hasToString("text:what text:mill text:grind");
    }

    @Test
    void asksForCommonWordsWhenThereAreNoOthers() {
        assertThat(keywords.of("This was it")).hasToString("text:thi text:wa text:it");
    }

    @Test
    void matchesNothingWithoutWords() {
        assertThat(keywords.of("?! -- ()")).hasToString("");
    }
}
