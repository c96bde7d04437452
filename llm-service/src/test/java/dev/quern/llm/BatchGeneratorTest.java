package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.llm.BatchGenerator.Outcome;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchGeneratorTest {
    private final ControlledModel model = new ControlledModel("model", 2048, 2);
    private final BatchGenerator batches = batches(5);

    @Test
    void answersEveryGenerationUnderItsIndex() throws InterruptedException {
        Map<Integer, Outcome> outcomes = new TreeMap<>();

        batches.generate(Calls.patient(), generations(100), outcomes::put);

        assertThat(outcomes.keySet()).hasSize(100).contains(0, 99);
        assertThat(outcomes.values()).allMatch(Outcome.Generated.class::isInstance);
        assertThat(model.calls.get()).isEqualTo(100);
        assertThat(model.mostRunning.get()).isLessThanOrEqualTo(5);
    }

    @Test
    void runsAsManyAtOnceAsItMayAndNoMore() throws Exception {
        model.gated();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                batches.generate(Calls.patient(), generations(20), (index, outcome) -> {});
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        Waiting.until(() -> model.running.get() == 5);
        model.allow(1_000);

        caller.join();
        assertThat(model.calls.get()).isEqualTo(20);
        assertThat(model.mostRunning.get()).isEqualTo(5);
    }

    @Test
    void computesDuplicatesOnce() throws InterruptedException {
        Map<Integer, Outcome> outcomes = new TreeMap<>();

        batches.generate(
                Calls.patient(), Collections.nCopies(50, Requested.chat("Hello").build()), outcomes::put);

        assertThat(outcomes).hasSize(50);
        assertThat(model.calls.get()).isEqualTo(1);
    }

    @Test
    void chargesOneOfTheDuplicatesAlone() throws InterruptedException {
        List<GenerationEvent.Spent> spent = new ArrayList<>();

        batches.generate(
                Calls.patient(),
                Collections.nCopies(3, Requested.chat("Hello").build()),
                (index, outcome) -> spent.add(spent(outcome)));

        assertThat(spent).extracting(GenerationEvent.Spent::shared).containsExactly(false, true, true);
        assertThat(spent.getFirst().cost()).isPositive();
        assertThat(spent.subList(1, 3)).allMatch(each -> each.cost() == 0 && each.completionTokens() == 2);
    }

    @Test
    void samplesDuplicatesThatMayDiffer() throws InterruptedException {
        batches.generate(
                Calls.patient(),
                Collections.nCopies(4, Requested.chat("Hello").temperature(1).build()),
                (index, outcome) -> {});

        assertThat(model.calls.get()).isEqualTo(4);
    }

    @Test
    void failsOnlyTheGenerationThatFails() throws InterruptedException {
        List<Generation> generations = List.of(
                Requested.chat("Hello").build(),
                Requested.chat("Hello").by("gpt-9").build(),
                Requested.chat("Bye").build());
        Map<Integer, Outcome> outcomes = new TreeMap<>();

        batches.generate(Calls.patient(), generations, outcomes::put);

        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Generated.class);
        assertThat(outcomes.get(1))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.why().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
        assertThat(outcomes.get(2)).isInstanceOf(Outcome.Generated.class);
    }

    @Test
    void givesEachAsSoonAsItIsReady() throws InterruptedException {
        model.gated();
        Map<Integer, Outcome> outcomes = new ConcurrentHashMap<>();
        Thread caller = start(generations(3), outcomes, Duration.ofMinutes(1));
        Waiting.until(() -> model.running.get() == 3);

        // Of two words each, the first to have both is done.
        model.allow(4);

        Waiting.until(() -> !outcomes.isEmpty());
        assertThat(caller.isAlive()).isTrue();
        model.allow(10);
        assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
        assertThat(outcomes).hasSize(3);
    }

    @Test
    void stopsAllWithItsCaller() throws InterruptedException {
        model.gated();
        Thread caller = start(generations(20), new ConcurrentHashMap<>(), Duration.ofMinutes(1));
        Waiting.until(() -> model.running.get() == 5);

        caller.interrupt();

        assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
        Waiting.until(() -> model.running.get() == 0);
        assertThat(model.calls.get()).isEqualTo(5);
    }

    @Test
    void stopsAllWhenItsTimeIsOver() throws InterruptedException {
        model.gated();
        Map<Integer, Outcome> outcomes = new ConcurrentHashMap<>();

        Thread caller = start(generations(20), outcomes, Duration.ofMillis(300));

        assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
        Waiting.until(() -> model.running.get() == 0);
    }

    @Test
    void refusesNoneAndTooMany() {
        for (int count : new int[] {0, 101}) {
            assertThatThrownBy(() -> batches.generate(Calls.patient(), generations(count), (index, outcome) -> {}))
                    .isInstanceOfSatisfying(QuernException.class, e -> {
                        assertThat(e.field()).contains("generations");
                        assertThat(e.text()).contains("100", Integer.toString(count));
                    });
        }
    }

    private Thread start(List<Generation> generations, Map<Integer, Outcome> outcomes, Duration time) {
        return Thread.ofVirtual().start(() -> {
            try {
                batches.generate(Calls.lasting(time), generations, outcomes::put);
            } catch (InterruptedException | QuernException e) {
                // What the tests are about.
            }
        });
    }

    private BatchGenerator batches(int concurrency) {
        TextGenerator generator = Generators.of(
                new SimpleMeterRegistry(),
                Map.of("quern.llm.roles.reasoning.concurrency", "8"),
                List.of(FakeServedModel.of(model, Tier.BALANCED)));
        return new BatchGenerator(generator, concurrency, 100);
    }

    private static GenerationEvent.Spent spent(Outcome outcome) {
        List<GenerationEvent> events = ((Outcome.Generated) outcome).events();
        return ((GenerationEvent.Completed) events.getLast()).spent();
    }

    private static List<Generation> generations(int count) {
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(i -> Requested.chat("Number " + i).build())
                .toList());
    }
}
