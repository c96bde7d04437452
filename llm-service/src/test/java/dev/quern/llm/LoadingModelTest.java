package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadingModelTest {
    private static final List<Message> CONVERSATION = List.of(new Message(Author.USER, "Hi"));
    private static final GenerationOptions OPTIONS = new GenerationOptions(0, 10, List.of());

    private final CompletableFuture<LanguageModel> weights = new CompletableFuture<>();
    private final CompletableFuture<RuntimeException> failed = new CompletableFuture<>();

    @Test
    void waitsForTheWeights() throws InterruptedException {
        LoadingModel model = loading(Duration.ofMinutes(1));
        assertThat(model.loading().orElseThrow()).contains("`mine`", "being loaded");
        assertThat(model.countTokens("one two")).isPositive();

        Thread.ofVirtual().start(() -> weights.complete(ScriptedModel.saying("Hello you")));
        ModelOutcome outcome = model.generate(Calls.patient(), CONVERSATION, OPTIONS, part -> true);

        assertThat(outcome.completionTokens()).isEqualTo(2);
        assertThat(model.loading()).isEmpty();
    }

    @Test
    void waitsNoLongerThanItMay() {
        LoadingModel model = loading(Duration.ofMillis(20));

        QuernException failure = catchThrowableOfType(
                QuernException.class, () -> model.generate(Calls.patient(), CONVERSATION, OPTIONS, part -> true));

        assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(failure.text()).contains("being loaded");
    }

    @Test
    void isNotBrokenWhileItLoads() {
        GuardedModel guarded = GuardedModelTest.guarded(loading(Duration.ofMillis(1)), Duration.ofMinutes(1));

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> guarded.model().generate(Calls.patient(), CONVERSATION, OPTIONS, part -> true))
                    .hasMessageContaining("being loaded");
        }

        assertThat(guarded.trouble()).isEmpty();
        assertThat(guarded.loading()).isPresent();
        assertThatThrownBy(() -> guarded.model().check()).hasMessageContaining("being loaded");
        assertThat(new ModelReadiness(new ServedModels(List.of(guarded), List.of()))
                        .call()
                        .getStatus()
                        .name())
                .isEqualTo("DOWN");
    }

    @Test
    void tellsThatTheWeightsAreOfNoUse() throws Exception {
        LoadingModel model = loading(Duration.ofMinutes(1));

        weights.completeExceptionally(new IllegalArgumentException("cut short"));

        assertThat(failed.get(30, TimeUnit.SECONDS)).hasStackTraceContaining("cut short");
        assertThatThrownBy(() -> model.generate(Calls.patient(), CONVERSATION, OPTIONS, part -> true))
                .hasMessageContaining("cannot be loaded");
        assertThatThrownBy(model::check).hasMessageContaining("cannot be loaded");
    }

    @Test
    void tellsThatItsLibraryIsOfNoUse() throws Exception {
        LoadingModel model = new LoadingModel(
                new LoadingModel.Description("mine", BackEnd.LLAMA_CPP, "file 1"), Duration.ofMinutes(1));

        model.start(
                () -> {
                    throw new UnsatisfiedLinkError("no llama in the library's path");
                },
                failed::complete);

        assertThat(failed.get(30, TimeUnit.SECONDS).getMessage())
                .contains("`mine`", "cannot be loaded", "no llama in the library's path");
        assertThat(model.loading().orElseThrow()).contains("cannot be loaded");
    }

    @Test
    void letsSomethingElseAnswerInTimeWhileItLoads() {
        LoadingModel model = loading(Duration.ofMinutes(1));
        GenerationOptions options =
                new GenerationOptions(0, 10, List.of(), Optional.of(Deadline.after(Duration.ofMillis(20))));

        assertThatThrownBy(() -> model.generate(Calls.patient(), CONVERSATION, options, part -> true))
                .hasMessageContaining("being loaded");
    }

    private LoadingModel loading(Duration wait) {
        LoadingModel model = new LoadingModel(new LoadingModel.Description("mine", BackEnd.LLAMA_CPP, "file 1"), wait);
        model.start(weights::join, failed::complete);
        return model;
    }
}
