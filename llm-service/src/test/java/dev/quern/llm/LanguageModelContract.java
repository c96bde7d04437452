package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What every model keeps to. The model under test says at least eight tokens when it may. */
public abstract class LanguageModelContract {
    protected static final List<Message> CONVERSATION =
            List.of(new Message(Author.SYSTEM, "Be brief."), new Message(Author.USER, "Say something."));
    protected static final GenerationOptions SHORT = new GenerationOptions(0, 3, List.of());
    protected static final GenerationOptions LONG = new GenerationOptions(0, 64, List.of());

    protected abstract LanguageModel model();

    @Test
    void givesTheTextPartByPartAndCountsItsTokens() throws InterruptedException {
        List<String> parts = new ArrayList<>();

        ModelOutcome outcome = model().generate(Calls.patient(), CONVERSATION, LONG, parts::add);

        assertThat(parts).hasSizeGreaterThan(1);
        assertThat(outcome.promptTokens()).isPositive();
        assertThat(outcome.completionTokens()).isGreaterThanOrEqualTo(8);
    }

    @Test
    void endsAtTheMostTokensThatAreAllowed() throws InterruptedException {
        List<String> parts = new ArrayList<>();

        ModelOutcome outcome = model().generate(Calls.patient(), CONVERSATION, SHORT, parts::add);

        assertThat(outcome.finish()).isEqualTo(FinishReason.LENGTH);
        assertThat(outcome.completionTokens()).isEqualTo(3);
        assertThat(parts).hasSize(3);
    }

    @Test
    void endsWhenItsThreadIsInterruptedAndServesTheNext() throws InterruptedException {
        CountDownLatch speaking = new CountDownLatch(1);
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                model().generate(Calls.patient(), CONVERSATION, LONG, part -> {
                    speaking.countDown();
                    new CountDownLatch(1).await();
                    return true;
                });
            } catch (InterruptedException | RuntimeException e) {
                end.set(e);
            }
        });
        assertThat(speaking.await(30, TimeUnit.SECONDS)).isTrue();

        caller.interrupt();

        assertThat(caller.join(Duration.ofSeconds(30))).isTrue();
        assertThat(end.get()).isInstanceOf(InterruptedException.class);
        assertThat(model().generate(Calls.patient(), CONVERSATION, SHORT, part -> true)
                        .completionTokens())
                .isEqualTo(3);
    }

    @Test
    void endsWhenThePartsCannotBeTakenAndServesTheNext() throws InterruptedException {
        assertThatThrownBy(() -> model().generate(Calls.patient(), CONVERSATION, LONG, part -> {
                    throw new IllegalStateException("full");
                }))
                .hasMessage("full");

        assertThat(model().generate(Calls.patient(), CONVERSATION, SHORT, part -> true)
                        .completionTokens())
                .isEqualTo(3);
    }

    @Test
    void endsWhenNoMoreIsWanted() throws InterruptedException {
        List<String> parts = new ArrayList<>();

        ModelOutcome outcome = model().generate(Calls.patient(), CONVERSATION, LONG, part -> {
            parts.add(part);
            return parts.size() < 2;
        });

        assertThat(parts).hasSize(2);
        assertThat(outcome.finish()).isEqualTo(FinishReason.STOP);
        assertThat(outcome.completionTokens()).isEqualTo(2);
    }

    @Test
    void refusesWhenTheTimeIsOver() {
        assertThatThrownBy(() -> model().generate(Calls.lasting(Duration.ZERO), CONVERSATION, LONG, part -> true))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
    }

    @Test
    void saysWhatItIs() {
        assertThat(model().name()).isNotBlank();
        assertThat(model().fingerprint()).isNotBlank();
        assertThat(model().countTokens("one two three")).isBetween(1, 40);
        assertThatCode(() -> model().check()).doesNotThrowAnyException();
    }
}
