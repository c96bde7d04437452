package dev.quern.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LatestTest {
    private final List<CompletableFuture<String>> questions = new ArrayList<>();
    private final Latest<String> latest = new Latest<>(() -> {
        CompletableFuture<String> question = new CompletableFuture<>();
        questions.add(question);
        return question;
    });

    @Test
    void asksOnceForAllWhoWait() {
        CompletableFuture<String> first = latest.get();
        CompletableFuture<String> second = latest.get();

        questions.getFirst().complete("a");

        assertThat(questions).hasSize(1);
        assertThat(first).isCompletedWithValue("a");
        assertThat(second).isCompletedWithValue("a");
        assertThat(latest.get()).isCompletedWithValue("a");
        assertThat(questions).hasSize(1);
    }

    @Test
    void asksAgainAfterAFailure() {
        CompletableFuture<String> failing = latest.get();
        questions.getFirst().completeExceptionally(new IllegalStateException("away"));

        CompletableFuture<String> next = latest.get();
        questions.getLast().complete("a");

        assertThat(failing).isCompletedExceptionally();
        assertThat(next).isCompletedWithValue("a");
    }

    @Test
    void doesNotBelieveAnAnswerToAQuestionFromBeforeItForgot() {
        CompletableFuture<String> before = latest.get();
        latest.forget();
        CompletableFuture<String> after = latest.get();

        questions.getFirst().complete("old");

        assertThat(before).isCompletedWithValue("old");
        assertThat(after).isNotDone();
        questions.getLast().complete("new");
        assertThat(latest.get()).isCompletedWithValue("new");
    }
}
