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
import dev.quern.retrieval.search.SearchRun.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RerankerTest {
    private static final List<Candidate> FOUND = List.of(candidate("a", .9), candidate("b", .8), candidate("c", .7));
    private static final Call CALL = TestCalls.of("acme");

    private final Question question = TestCandidates.question(new FakeStore(), "q", 10, .7f, true);

    @Test
    void ordersByRelevanceOnAScaleToOne() {
        Reranker reranker = new Reranker((_, _, _) -> Optional.of(List.of(-3f, 5f, 1f)));

        Outcome<List<Candidate>> outcome = reranker.ranked(CALL, question, FOUND);

        assertThat(outcome.whole()).isTrue();
        assertThat(outcome.detail()).isEqualTo("by the reranking model");
        List<Candidate> ranked = outcome.value();
        assertThat(texts(ranked)).containsExactly("b", "c", "a");
        assertThat(scores(ranked)).containsExactly(1f, .5f, 0f);
        assertThat(ranked.getFirst().passage().explanation())
                .isEqualTo("The reranking model gives it 5.0, from place 2.");
    }

    @Test
    void saysWhenThereIsNoModel() {
        assertThat(new Reranker((_, _, _) -> Optional.empty()).ranked(CALL, question, FOUND))
                .isEqualTo(new Outcome<>(FOUND, "no reranking model: the order stays", 3));
    }

    @Test
    void leavesEverythingAsItIsWhenThereIsNoTimeForTwoAndTriesAgainAfterAWhile() {
        List<Integer> read = new ArrayList<>();
        Reranker reranker = new Reranker((_, _, passages) -> {
            read.add(passages.size());
            spendMicroseconds(passages.size());
            return Optional.of(List.of(1f, 2f, 3f));
        });
        reranker.ranked(CALL, question, FOUND);
        Call late = within(Duration.ZERO);

        assertThat(reranker.ranked(late, question, FOUND))
                .isEqualTo(new Outcome<>(FOUND, "no time for two passages: the order stays", 3, false));

        for (int i = 0; i < 10_000 && read.size() < 2; i++) {
            reranker.ranked(late, question, FOUND);
        }
        assertThat(read).containsExactly(3, 3);
    }

    @Test
    void saysWhenItHadTimeForOnlyAPart() {
        List<Candidate> many = many();
        Reranker reranker = new Reranker((_, _, passages) -> {
            spendMicroseconds(500 * passages.size());
            return Optional.of(passages.stream().map(_ -> 1f).toList());
        });
        assertThat(reranker.ranked(CALL, question, many).whole()).isTrue();

        Outcome<List<Candidate>> outcome = reranker.ranked(within(Duration.ofMillis(5)), question, many);

        assertThat(outcome.whole()).isFalse();
        assertThat(outcome.value()).hasSize(20);
        assertThat(outcome.detail()).contains("no time for");
    }

    @Test
    void sendsFewerWhenThereWasNoAnswerInTime() {
        List<Candidate> many = many();
        List<Integer> read = new ArrayList<>();
        Reranker reranker = new Reranker((asking, _, passages) -> {
            read.add(passages.size());
            while (!asking.deadline().isPassed()) {
                Thread.onSpinWait();
            }
            asking.ensureWanted();
            return Optional.empty();
        });

        for (int i = 0; i < 2; i++) {
            QuernException failure = catchThrowableOfType(
                    QuernException.class, () -> reranker.ranked(within(Duration.ofMillis(100)), question, many));
            assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        }

        assertThat(read).hasSize(2).first().isEqualTo(20);
        assertThat(read.getLast()).isBetween(2, 15);
    }

    @Test
    void orderOfOneIsNoQuestionForTheModel() {
        Reranker reranker = new Reranker((_, _, _) -> {
            throw new AssertionError();
        });

        Outcome<List<Candidate>> outcome = reranker.ranked(CALL, question, FOUND.subList(0, 1));

        assertThat(outcome.whole()).isTrue();
        assertThat(outcome.value()).isEqualTo(FOUND.subList(0, 1));
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

    private static List<Candidate> many() {
        return IntStream.range(0, 20)
                .mapToObj(i -> candidate("text " + i, 1 - i / 20.0))
                .toList();
    }

    private static Call within(Duration time) {
        return new Call(CALL.credential(), Deadline.after(time), CALL.traceId());
    }

    private static void spendMicroseconds(int count) {
        long end = System.nanoTime() + 1000L * count;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }
}
