package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final Passage CACHE = new Passage(
            "Caching", "The first level keeps 10,000 entries in memory. The second level is Redis. It is not durable.");
    private static final Passage STORE = new Passage("Storage", "Documents are kept in Weaviate.\nIt is durable.");

    private final Evidence evidence = Evidence.of(List.of(CACHE, STORE));

    @Test
    void quotesTheSentenceThatSharesMostWords() {
        Citation citation =
                evidence.bestSupport(Words.of("Weaviate keeps the documents.")).orElseThrow();

        assertThat(citation.source()).isEqualTo(2);
        assertThat(citation.quote()).isEqualTo("Documents are kept in Weaviate.");
        assertThat(STORE.text()).contains(citation.quote());
        assertThat(citation.support()).isBetween(0.6, 1.0);
    }

    @Test
    void countsAWordOfTheTitleHalf() {
        assertThat(evidence.bestSupport(Words.of("Storage durable"))
                        .orElseThrow()
                        .support())
                .isEqualTo(0.75);
    }

    @Test
    void isNoneForASentenceThatOnlyRepeatsTheTitle() {
        assertThat(Evidence.of(List.of(new Passage("Storage", "All of it is kept.")))
                        .bestSupport(Words.of("Storage.")))
                .isEmpty();
    }

    @Test
    void isNoneWhenANumberDiffers() {
        assertThat(evidence.support(1, Words.of("The first level keeps 20,000 entries in memory.")))
                .isEmpty();
        assertThat(evidence.support(1, Words.of("The first level keeps 10000 entries in memory.")))
                .isPresent();
    }

    @Test
    void isNoneWhenTheNumberOfAUnitDiffers() {
        Evidence limit = Evidence.of(List.of(new Passage("Limits", "The limit is 30MB per document.")));

        assertThat(limit.bestSupport(Words.of("The limit is 20MB per document.")))
                .isEmpty();
        assertThat(limit.bestSupport(Words.of("The limit is 30 MB per document.")))
                .isPresent();
    }

    @Test
    void isNoneWhenOneSideDenies() {
        assertThat(evidence.support(1, Words.of("It is not durable."))).isPresent();
        assertThat(evidence.support(1, Words.of("It is durable."))).isEmpty();
        assertThat(evidence.support(2, Words.of("It is not durable."))).isEmpty();
    }

    @Test
    void isNoneForASentenceWithoutContent() {
        assertThat(evidence.bestSupport(Words.of("It is what it is."))).isEmpty();
    }
}
