package dev.quern.llm;

import static dev.quern.llm.Generators.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quern.llm.Generators.Said;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FallbackTest {
    private final QuernException away =
            new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "The model `small` cannot be reached.");
    private static final Prompt GROUNDED = new Prompt.Grounded(
            "Where are documents kept?",
            List.of(new Passage("Storage", "Documents are kept in Weaviate. It is fast.")),
            List.of());

    private final ControlledModel small = new ControlledModel("small", 2048, 3);
    private final ControlledModel large = new ControlledModel("large", 2048, 3);

    @Test
    void passesByAModelInTroubleWithoutAskingIt() throws InterruptedException {
        TextGenerator generator = Generators.of(
                FakeServedModel.of(small, Tier.SMALL).inTrouble("It has failed five times in a row."),
                FakeServedModel.of(large, Tier.LARGE));

        Said said = said(generator, Requested.chat("Hi"));

        assertThat(said.started().model()).isEqualTo("large");
        assertThat(said.started().skipped())
                .containsExactly(new SkippedModel("small", "It has failed five times in a row."));
        assertThat(small.calls.get()).isZero();
    }

    @Test
    void goesOnToTheNextWhenAModelFailsBeforeItsFirstToken() throws InterruptedException {
        small.failing(0, away);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        TextGenerator generator = Generators.of(registry, Map.of(), both());

        Said said = said(generator, Requested.chat("Hi"));

        assertThat(said.started().model()).isEqualTo("large");
        assertThat(said.text()).isEqualTo("word word word ");
        assertThat(said.started().skipped()).containsExactly(new SkippedModel("small", away.text()));
        assertThat(registry.get("quern.llm.routed")
                        .tags("model", "large", "reason", "fallback")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("quern.llm.generations")
                        .tags("model", "small", "finish", "failed")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void neverGoesOnWithAnotherModelAfterTheFirstToken() {
        small.failing(1, away);
        TextGenerator generator = Generators.of(both().toArray(ServedModel[]::new));
        List<GenerationEvent> events = new ArrayList<>();

        assertThatThrownBy(() ->
                        generator.generate(Calls.patient(), Requested.chat("Hi").build(), events::add))
                .hasMessage(away.text());

        assertThat(events).noneMatch(GenerationEvent.Completed.class::isInstance);
        assertThat(large.calls.get()).isZero();
    }

    @Test
    void doesNotTryAnotherModelWhenTheRequestItselfIsRefused() {
        small.failing(0, QuernException.invalid("stop", "Too many."));

        assertThatThrownBy(() -> said(Generators.of(both().toArray(ServedModel[]::new)), Requested.chat("Hi")))
                .hasMessage("Too many.");
        assertThat(large.calls.get()).isZero();
    }

    @Test
    void refusesWhenTheRequestsModelCannotAnswer() {
        TextGenerator generator = Generators.of(
                FakeServedModel.of(small, Tier.SMALL).inTrouble("It is away."), FakeServedModel.of(large, Tier.LARGE));

        for (Requested request : List.of(Requested.chat("Hi"), Requested.of(GROUNDED))) {
            assertThatThrownBy(() -> said(generator, request.by("small")))
                    .isInstanceOfSatisfying(QuernException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
                        assertThat(e.text()).contains("`small`", "It is away.");
                    });
        }
    }

    @Test
    void answersInTheDocumentsOwnWordsWhenNoModelCan() throws InterruptedException {
        small.failing(0, away);
        TextGenerator generator = Generators.of(
                FakeServedModel.of(small, Tier.SMALL),
                FakeServedModel.of(large, Tier.LARGE).inTrouble("It is away."));

        Said said = said(generator, Requested.of(GROUNDED));

        assertThat(said.text()).startsWith("Documents are kept in Weaviate [1].");
        assertThat(said.started().backEnd()).isEqualTo(BackEnd.EXTRACTIVE);
        assertThat(said.started().skipped())
                .containsExactly(new SkippedModel("small", away.text()), new SkippedModel("large", "It is away."));
    }

    @Test
    void saysWhyNoModelCouldContinueAConversation() {
        TextGenerator generator =
                Generators.of(FakeServedModel.of(small, Tier.SMALL).inTrouble("It is away."));

        assertThatThrownBy(() -> said(generator, Requested.chat("Hi")))
                .isInstanceOfSatisfying(QuernException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
                    assertThat(e.text()).contains("It is away.");
                });
    }

    @Test
    void takesTheNextWhenAllSlotsOfAModelAreTaken() throws InterruptedException {
        small.gated();
        TextGenerator generator = Generators.of(
                FakeServedModel.of(small, Tier.SMALL, 1, EnumSet.allOf(Role.class)),
                FakeServedModel.of(large, Tier.LARGE));
        Thread first = Thread.ofVirtual().start(() -> ignoring(() -> said(generator, Requested.chat("One"))));
        Waiting.until(() -> small.running.get() == 1);

        Said said = said(generator, Requested.chat("Two"));

        assertThat(said.started().model()).isEqualTo("large");
        assertThat(said.started().skipped()).extracting(SkippedModel::model).containsExactly("small");
        small.allow(3);
        assertThat(first.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void waitsForAModelWhenThereIsNoOther() throws InterruptedException {
        small.gated();
        TextGenerator generator = Generators.of(FakeServedModel.of(small, Tier.SMALL, 1, EnumSet.allOf(Role.class)));
        List<Said> said = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (String text : List.of("One", "Two")) {
            threads.add(Thread.ofVirtual()
                    .start(() -> ignoring(() -> said.add(said(generator, Requested.chat(text))))));
        }
        Waiting.until(() -> small.running.get() == 1);

        small.allow(6);
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }

        assertThat(said)
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.started().skipped()).isEmpty());
        assertThat(small.mostRunning.get()).isEqualTo(1);
    }

    @Test
    void isItsChoicesAnswerWhenThatWasWaitedFor() throws InterruptedException {
        small.gated();
        large.gated();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        TextGenerator generator = Generators.of(
                registry,
                Map.of("quern.llm.roles.reasoning.concurrency", "8"),
                List.of(
                        FakeServedModel.of(small, Tier.SMALL, 1, EnumSet.allOf(Role.class)),
                        FakeServedModel.of(large, Tier.LARGE, 1, EnumSet.allOf(Role.class))));
        List<Thread> threads = new ArrayList<>();
        threads.add(Thread.ofVirtual().start(() -> ignoring(() -> said(generator, Requested.chat("One")))));
        Waiting.until(() -> small.running.get() == 1);
        threads.add(Thread.ofVirtual().start(() -> ignoring(() -> said(generator, Requested.chat("Two")))));
        Waiting.until(() -> large.running.get() == 1);
        List<Said> third = Collections.synchronizedList(new ArrayList<>());
        threads.add(Thread.ofVirtual()
                .start(() -> ignoring(() -> third.add(said(generator, Requested.chat("Three"))))));
        Waiting.until(
                () -> registry.find("quern.llm.skipped").tag("model", "large").counter() != null);

        small.allow(6);

        Waiting.until(() -> !third.isEmpty());
        assertThat(third.getFirst().started().model()).isEqualTo("small");
        assertThat(third.getFirst().started().skipped()).isEmpty();
        large.allow(3);
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void chargesWhatWasGeneratedBeforeItBrokeOff() {
        small.failing(2, away);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        TextGenerator generator = Generators.of(registry, Map.of(), both());

        assertThatThrownBy(() -> said(generator, Requested.chat("Tell me more.")))
                .hasMessage(away.text());

        int prompt = TokenEstimate.of("Tell me more.");
        assertThat(registry.get("quern.llm.tokens")
                        .tags("tenant", "acme", "model", "small", "type", "output")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("gen_ai.client.token.usage")
                        .tags("gen_ai.token.type", "input", "gen_ai.request.model", "small")
                        .summary()
                        .totalAmount())
                .isEqualTo(prompt);
        assertThat(registry.get("quern.llm.cost")
                        .tags("tenant", "acme", "model", "small")
                        .counter()
                        .count())
                .isEqualTo((prompt + 2 * 2) / 1e6, within(1e-12));
    }

    @Test
    void chargesNothingForWhatNeverBegan() throws InterruptedException {
        small.failing(0, away);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();

        said(Generators.of(registry, Map.of(), both()), Requested.chat("Hi"));

        assertThat(registry.find("quern.llm.cost").tag("model", "small").counter())
                .isNull();
    }

    @Test
    void passesByAModelThatWasTooSlowOfLate() throws InterruptedException {
        small.taking(Duration.ofMillis(100));
        TextGenerator generator = Generators.of(both().toArray(ServedModel[]::new));
        said(generator, Requested.chat("Hi"));
        List<GenerationEvent> events = new ArrayList<>();

        generator.generate(
                Calls.lasting(Duration.ofMillis(200)), Requested.chat("Hurry").build(), events::add);

        assertThat(((GenerationEvent.Started) events.getFirst()).model()).isEqualTo("large");
        assertThat(((GenerationEvent.Started) events.getFirst()).skipped())
                .first()
                .satisfies(skipped -> assertThat(skipped.reason()).contains("ms are left"));
    }

    @Test
    void countsTheTenantsBeyondTheBoundAsOne() throws InterruptedException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        TextGenerator generator = Generators.of(registry, Map.of("quern.llm.accounting.tenants", "2"), both());

        for (String tenant : List.of("a", "b", "c", "d", "a")) {
            generator.generate(
                    Calls.of(tenant, Duration.ofMinutes(1)),
                    Requested.chat("Hi").build(),
                    event -> {});
        }

        assertThat(registry.find("quern.llm.tokens").tag("type", "output").counters())
                .extracting(counter -> counter.getId().getTag("tenant") + " " + (int) counter.count())
                .containsExactlyInAnyOrder("a 6", "b 3", "other 6");
    }

    private List<ServedModel> both() {
        return List.of(FakeServedModel.of(small, Tier.SMALL), FakeServedModel.of(large, Tier.LARGE));
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static void ignoring(Work work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
