package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelevanceTest {
    private static final Evidence EVIDENCE = Evidence.of(List.of(
            new Passage("Storage", "Documents are kept in Weaviate. Weaviate is durable."),
            new Passage("저장소", "문서는 위비에이트에 저장됩니다.")));

    private final List<String> asked = new ArrayList<>();

    @Test
    void needsAShareOfTheQuestionsWords() throws InterruptedException {
        assertThat(isRelevant("Where are documents kept?", List.of())).isTrue();
        assertThat(isRelevant("Which documents did the king of Norway sign?", List.of()))
                .isFalse();
        assertThat(isRelevant("Who won the cup?", List.of())).isFalse();
    }

    @Test
    void asksForLikenessOnlyWhereFewWordsAreShared() throws InterruptedException {
        assertThat(isRelevant("Where are documents kept?", List.of(0.0))).isTrue();
        assertThat(asked).isEmpty();
        assertThat(isRelevant("Which place holds files forever?", List.of(0.6))).isTrue();
        assertThat(isRelevant("Which place holds files forever?", List.of(0.4))).isFalse();
        assertThat(asked).hasSize(2);
    }

    @Test
    void needsOneSharedPairOfCharactersInScriptsWithoutSpaces() throws InterruptedException {
        assertThat(isRelevant("문서는 어디에 있나요?", List.of())).isTrue();
        assertThat(isRelevant("날씨 좋네", List.of())).isFalse();
    }

    @Test
    void isNothingWithoutPassages() throws InterruptedException {
        assertThat(Relevance.of(
                        "What?",
                        Words.of("What?"),
                        Evidence.of(List.of()),
                        (call, one, others) -> List.of(),
                        Calls.patient()))
                .isFalse();
    }

    /** @param cosines the likeness of each sentence, or none */
    private boolean isRelevant(String question, List<Double> cosines) throws InterruptedException {
        return Relevance.of(
                question,
                Words.of(question),
                EVIDENCE,
                (call, one, others) -> {
                    asked.add(one);
                    return cosines.isEmpty() ? List.of() : Collections.nCopies(others.size(), cosines.getFirst());
                },
                Calls.patient());
    }
}
