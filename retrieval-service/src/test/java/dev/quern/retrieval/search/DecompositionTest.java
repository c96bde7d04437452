package dev.quern.retrieval.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
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
    @ValueSource(
            strings = {
                "What is a quern and how does it work?",
                "What is a quern? Is it old?",
                "Will forward controls be effective at low speeds and how do they compare with trailing-edge flaps?",
                "How is the effect of the boundary layer on the pressure calculated, and why?",
                "What is known of the flow over plates (the ?slip? effect)"
            })
    void leavesAQuestionWholeWhosePartsDoNotStandAlone(String question) {
        assertThat(Decomposition.parts(question)).isEmpty();
    }

    @Test
    void takesNothingApartThatIsAsLongAsAText() {
        String question = "HNSW vs IVF" + "x".repeat(Decomposition.LONGEST - 11);

        assertThat(Decomposition.parts(question)).hasSize(2);
        assertThat(Decomposition.parts(question + "x")).isEmpty();
    }

    @Test
    void readsOnBehindTheEndOfALine() {
        assertThat(Decomposition.parts("Compare wheat with barley\u2028malt"))
                .containsExactly("wheat", "barley\u2028malt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u2028x", "\u2029x", "\u0085x", "\nx", ""})
    void isNotKeptBusyByHostileQuestions(String end) {
        List<String> hostile = List.of(
                "compare ".repeat(162) + "to ".repeat(433) + "x".repeat(1400) + end,
                "difference between ".repeat(70) + "and ".repeat(330) + "x".repeat(1300) + end,
                "a ".repeat(1300) + "vs ".repeat(430) + end,
                "what ".repeat(400) + ", and what".repeat(150) + end,
                "what? ".repeat(650) + end);

        assertThat(hostile)
                .allSatisfy(
                        question -> assertThat(Decomposition.parts(question)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10, 25})
    void hasAnEndHoweverManyPartsThereAre(int count) {
        StringBuilder question = new StringBuilder();
        for (int i = 0; i < count; i++) {
            question.append("Who built mill ").append(i).append("? ");
        }

        assertThat(Decomposition.parts(question.toString().strip())).hasSize(Math.min(count, Decomposition.MOST_PARTS));
    }
}
