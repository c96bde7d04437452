package dev.quern.retrieval.search;

import static dev.quern.retrieval.search.TestCandidates.candidate;
import static dev.quern.retrieval.search.TestCandidates.scores;
import static dev.quern.retrieval.search.TestCandidates.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.TestCalls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RerankerTest {
    private static final List<Candidate> FOUND = List.of(candidate("a", .9), candidate("b", .8), candidate("c", .7));
    private static final Call CALL = TestCalls.of("acme");

    private final Question question = TestCandidates.question(new FakeStore(), "q", 10, .7f, true);

    @Test
    void ordersByRelevanceOnAScaleToOne() {
        Reranker reranker = new Reranker((_, _, _) -> Optional.of(List.of(-3f, 5f, 1f)));

        List<Candidate> ranked = reranker.ranked(CALL, question, FOUND).orElseThrow();

        assertThat(texts(ranked)).containsExactly("b", "c", "a");
        assertThat(scores(ranked)).containsExactly(1f, .5f, 0f);
        assertThat(ranked.getFirst().passage().explanation())
                .isEqualTo("The reranking model gives it 5.0, from place 2.");
    }

    @Test
    void saysWhenThereIsNoModel() {
        assertThat(new Reranker((_, _, _) -> Optional.empty()).ranked(CALL, question, FOUND))
                .isEmpty();
    }

    @Test
    void leavesEverythingAsItIsWhenThereIsNoTimeForTwo() {
        Reranker reranker = new Reranker((_, _, passages) -> {
            spendAMicrosecondEach(passages.size());
            return Optional.of(List.of(1f, 2f, 3f));
        });
        reranker.ranked(CALL, question, FOUND);
        Call late = new Call(CALL.credential(), Deadline.after(Duration.ZERO), CALL.traceId());

        assertThat(reranker.ranked(late, question, FOUND)).contains(FOUND);
    }

    @Test
    void refusesScoresThatCannotBeUsed() {
        for (List<Float> wrong : List.of(List.of(1f, 2f), List.of(1f, 2f, Float.NaN))) {
            Reranker reranker = new Reranker((_, _, _) -> Optional.of(wrong));

            QuernException failure =
                    catchThrowableOfType(QuernException.class, () -> reranker.ranked(CALL, question, FOUND));

            assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
        }
    }

    private static void spendAMicrosecondEach(int count) {
        long end = System.nanoTime() + 1000L * count;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }
}
