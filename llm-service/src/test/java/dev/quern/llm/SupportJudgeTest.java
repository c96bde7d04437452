package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupportJudgeTest {
    private static final Evidence EVIDENCE = Evidence.of(List.of(
            new Passage("", "Marie Curie discovered polonium in Paris. She was born in Warsaw."),
            new Passage("", "Weaviate is a durable engine for vectors.")));

    /** Half of its words are in the second passage. */
    private static final String OPEN = "Vectors live in a durable place called home.";

    private final List<String> asked = new ArrayList<>();

    @Test
    void doesNotAskForLikenessWhereWordsDecide() throws InterruptedException {
        assertThat(judge("Weaviate is a durable engine for vectors.", 1)).hasSize(1);
        assertThat(judge("Bananas are yellow fruits.", 1)).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void citesForLikenessWhatWordsLeaveOpen() throws InterruptedException {
        assertThat(judge(OPEN, 0.9)).containsExactly(new Citation(2, "Weaviate is a durable engine for vectors.", 0.9));
        assertThat(judge(OPEN, 0.7)).isEmpty();
        assertThat(asked).containsExactly(OPEN, OPEN);
    }

    @Test
    void goesByWordsWhenLikenessIsNotTold() throws InterruptedException {
        SupportJudge judge = SupportJudge.of(
                EVIDENCE,
                (call, sentence, others) -> {
                    asked.add(sentence);
                    return List.of();
                },
                Calls.patient());

        assertThat(judge.citations(OPEN, Words.of(OPEN), List.of())).isEmpty();
        assertThat(judge.citations(OPEN, Words.of(OPEN), List.of())).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void givesLikenessLittleTime() throws InterruptedException {
        SupportJudge judge = SupportJudge.of(
                EVIDENCE,
                (call, sentence, others) -> {
                    assertThat(call.deadline().remaining().toMillis()).isLessThanOrEqualTo(250);
                    asked.add(sentence);
                    return List.of();
                },
                Calls.patient());

        judge.citations(OPEN, Words.of(OPEN), List.of());

        assertThat(asked).hasSize(1);
    }

    @Test
    void doesNotSupportAnotherNameNumberOrThingInTheSamePlace() throws InterruptedException {
        assertThat(judge("Marie Curie discovered polonium in Paris.", 1)).isNotEmpty();
        assertThat(judge("Marie Curie discovered radium in Paris.", 1)).isEmpty();
        assertThat(judge("Pierre Dupont discovered polonium in Paris.", 1)).isEmpty();
        assertThat(judge("Marie Curie discovered polonium in London.", 1)).isEmpty();
    }

    @Test
    void knowsWhomTheSentenceBeforeNames() throws InterruptedException {
        assertThat(judge("Curie was born in Warsaw.", 0)).isNotEmpty();
    }

    private List<Citation> judge(String sentence, double cosine) throws InterruptedException {
        SupportJudge judge = SupportJudge.of(
                EVIDENCE,
                (call, said, others) -> {
                    asked.add(said);
                    return Collections.nCopies(others.size(), cosine);
                },
                Calls.patient());
        return judge.citations(sentence, Words.of(sentence), List.of());
    }
}
