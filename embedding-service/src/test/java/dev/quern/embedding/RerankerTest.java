package dev.quern.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RerankerTest {
    private final BatchScheduler scheduler = new BatchScheduler(
            1, Thread.ofPlatform(), BatchScheduler.Callers.WAIT, new Timing(new SimpleMeterRegistry()));
    private final TextReader reader = new TextReader(1, new Timing(new SimpleMeterRegistry()));
    private final PendingTexts pending = new PendingTexts(20);

    @AfterEach
    void close() {
        scheduler.close();
        reader.close();
    }

    @Test
    void scoresEveryPassageInItsOrder() throws Exception {
        try (Reranker reranker = reranker(Optional.of("fake-ranker"))) {
            Reranked reranked = rerank(
                    reranker,
                    "grain mill",
                    List.of("a river", "a mill for grain", "mill", "w ".repeat(40), "grain", "no"));

            assertThat(reranked.model().exactName()).isEqualTo("fake-ranker@1");
            assertThat(reranked.relevances()).extracting(Relevance::score).containsExactly(0f, 1f, .5f, 0f, .5f, 0f);
            assertThat(reranked.relevances())
                    .extracting(Relevance::truncated)
                    .containsExactly(false, false, false, true, false, false);
            assertThat(reranked.relevances().get(3).tokenCount()).isEqualTo(42);
            assertThat(pending.count()).isZero();
        }
    }

    @Test
    void refusesWhatBreaksALimitAndNamesIt() {
        try (Reranker reranker = reranker(Optional.of("fake-ranker"))) {
            assertThat(refused(reranker, " ", List.of("a")).field()).contains("query");
            assertThat(refused(reranker, "a", List.of()).field()).contains("passages");
            assertThat(refused(reranker, "a", Collections.nCopies(7, "a")).field())
                    .contains("passages");
            assertThat(refused(reranker, "a", List.of("a", "")).field()).contains("passages[1]");
            assertThat(refused(reranker, "a", List.of("x".repeat(1_001))).field())
                    .contains("passages[0]");
        }
    }

    @Test
    void asksForANameWhereThereIsNoDefault() {
        try (Reranker reranker = reranker(Optional.empty())) {
            QuernException failure = refused(reranker, "a", List.of("a"));

            assertThat(failure.field()).contains("model");
            assertThat(failure.text()).contains("fake-ranker");
            assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        }
    }

    private Reranker reranker(Optional<String> defaultModel) {
        Reranker reranker = new Reranker(
                new EmbeddingLimits(6, 1_000),
                new ServedModels<>(
                        "reranking model",
                        List.of(new ServedModel<>(
                                new LoadingModel<>("fake-ranker", FakeRerankingModel::new, Duration.ofMinutes(1)),
                                pending,
                                scheduler,
                                true)),
                        defaultModel),
                reader);
        reranker.start();
        return reranker;
    }

    private static Reranked rerank(Reranker reranker, String query, List<String> passages) throws InterruptedException {
        return reranker.rerank(TestCalls.patient(), "", query, passages, Priority.INTERACTIVE);
    }

    private static QuernException refused(Reranker reranker, String query, List<String> passages) {
        return catchThrowableOfType(QuernException.class, () -> rerank(reranker, query, passages));
    }
}
