package dev.quern.retrieval.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecompositionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            What is the difference between a watermill and a windmill? | a watermill;a windmill
            Compare the yield of wheat with barley | the yield of wheat;barley
            HNSW vs IVF? | HNSW;IVF
            Who built the mill? When was the river dammed? | Who built the mill?;When was the river dammed?
            Who built the mill and when was the river dammed? | Who built the mill;when was the river dammed?
            How do mills grind grain, and why do millers wear white? | How do mills grind grain;why do millers wear white?
            """)
    void takesACompoundQuestionApart(String question, String parts) {
        assertThat(Decomposition.parts(question)).isEqualTo(List.of(parts.split(";", -1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Who grinds grain and flour?",
                "How does a mill work?",
                "salt and pepper",
                "Is grain milled between stones and sieved?",
                "a",
                "???",
                "and and and",
                "difference between and"
            })
    void leavesASimpleQuestionWhole(String question) {
        assertThat(Decomposition.parts(question)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"What is a quern and how does it work?", "What is a quern? Is it old?"})
    void searchesForNoPartThatOnlyPointsBack(String question) {
        assertThat(Decomposition.parts(question))
                .allSatisfy(part -> assertThat(part).startsWith("What is a quern"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10, 100})
    void hasAnEndHoweverManyPartsThereAre(int count) {
        StringBuilder question = new StringBuilder();
        for (int i = 0; i < count; i++) {
            question.append("Who built mill ").append(i).append("? ");
        }

        assertThat(Decomposition.parts(question.toString().strip())).hasSize(Math.min(count, Decomposition.MOST_PARTS));
    }
}
