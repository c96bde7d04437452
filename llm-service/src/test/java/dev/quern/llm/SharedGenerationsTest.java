package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.llm.GenerationEvent.Completed;
import dev.quern.llm.GenerationEvent.Delta;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedGenerationsTest {
    private static final Requested HELLO = Requested.chat("Hello");

    private final ControlledModel model = new ControlledModel("model", 2048, 6).gated();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TextGenerator generator = generator(Map.of());
    private final List<Caller> callers = new ArrayList<>();

    @AfterEach
    void everybodyIsDone() throws InterruptedException {
        for (Caller caller : callers) {
            assertThat(caller.thread.join(Duration.ofSeconds(10))).isTrue();
        }
        Waiting.until(() -> model.running.get() == 0);
        assertThat(registry.get("quern.llm.pending").gauge().value()).isZero();
    }

    @Test
    void givesALaterCallerWhatWasSaidAndThenTheRest() throws InterruptedException {
        Caller first = caller(Calls.patient(), HELLO);
        model.allow(3);
        Waiting.until(() -> first.words() == 3);
        Caller second = caller(Calls.patient(), HELLO);
        Waiting.until(() -> second.words() == 3);

        model.allow(3);
        first.await();
        second.await();

        assertThat(model.calls.get()).isEqualTo(1);
        assertThat(second.words()).isEqualTo(6);
        assertThat(first.completed().spent().shared()).isFalse();
        assertThat(second.completed().spent().shared()).isTrue();
        assertThat(second.completed().spent().cost()).isZero();
        assertThat(second.completed().spent().completionTokens()).isEqualTo(6);
        assertThat(registry.get("quern.llm.tokens")
                        .tags("type", "output")
                        .counter()
                        .count())
                .isEqualTo(6);
    }

    @Test
    void sharesNothingAcrossTenantsOrWhatAnyWordDiffersIn() throws InterruptedException {
        caller(Calls.patient(), HELLO);
        caller(Calls.of("globex", Duration.ofMinutes(1)), HELLO);
        caller(Calls.patient(), Requested.chat("Hello!"));
        caller(Calls.patient(), HELLO.maxTokens(5));
        caller(Calls.patient(), HELLO.temperature(0.5));
        caller(Calls.patient(), HELLO.temperature(0.5));

        Waiting.until(() -> model.running.get() == 6);

        model.allow(100);
    }

    @Test
    void goesOnForTheOthersWhenTheFirstLeaves() throws InterruptedException {
        Caller first = caller(Calls.patient(), HELLO);
        Waiting.until(() -> model.running.get() == 1);
        Caller second = caller(Calls.patient(), HELLO);
        Waiting.until(() -> registry.counter("quern.llm.shared").count() == 1);

        first.thread.interrupt();
        first.await();
        model.allow(6);
        second.await();

        assertThat(second.words()).isEqualTo(6);
        assertThat(model.calls.get()).isEqualTo(1);
        assertThat(model.interrupted.get()).isZero();
    }

    @Test
    void endsWhenTheLastLeaves() throws InterruptedException {
        Caller first = caller(Calls.patient(), HELLO);
        Waiting.until(() -> model.running.get() == 1);
        Caller second = caller(Calls.patient(), HELLO);
        Waiting.until(() -> registry.counter("quern.llm.shared").count() == 1);

        first.thread.interrupt();
        second.thread.interrupt();

        Waiting.until(() -> model.interrupted.get() == 1);
    }

    @Test
    void letsEveryCallerLeaveAtItsOwnDeadline() throws InterruptedException {
        Caller patient = caller(Calls.patient(), HELLO);
        Waiting.until(() -> model.running.get() == 1);

        Caller hurried = caller(Calls.lasting(Duration.ofMillis(50)), HELLO);
        hurried.await();

        assertThat(hurried.failure()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        model.allow(6);
        patient.await();
        assertThat(patient.words()).isEqualTo(6);
    }

    @Test
    void doesNotTieAPatientCallerToAHurriedOnesDeadline() throws InterruptedException {
        Caller hurried = caller(Calls.lasting(Duration.ofSeconds(5)), HELLO);
        Waiting.until(() -> model.running.get() == 1);

        caller(Calls.patient(), HELLO);

        Waiting.until(() -> model.running.get() == 2);
        hurried.thread.interrupt();
        model.allow(12);
    }

    @Test
    void tellsEverybodyWhenItBreaksOff() throws InterruptedException {
        model.failing(2, new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "It broke off."));
        Caller first = caller(Calls.patient(), HELLO);
        Waiting.until(() -> model.running.get() == 1);
        Caller second = caller(Calls.patient(), HELLO);
        Waiting.until(() -> registry.counter("quern.llm.shared").count() == 1);

        model.allow(6);
        first.await();
        second.await();

        assertThat(first.failure()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(second.failure()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(second.words()).isEqualTo(2);
    }

    @Test
    void takesNoMoreCallersThanAreAllowed() throws InterruptedException {
        TextGenerator pairs = generator(Map.of("quern.llm.sharing.callers", "2"));
        for (int i = 0; i < 4; i++) {
            callers.add(new Caller(pairs, Calls.patient(), HELLO));
        }

        Waiting.until(() -> model.running.get() == 2);

        model.allow(12);
    }

    @Test
    void isHeldBackByTheFastestReaderOnly() throws InterruptedException {
        ControlledModel talker = new ControlledModel("talker", 4096, 1_000);
        TextGenerator talking = Generators.of(FakeServedModel.of(talker, Tier.BALANCED));
        CopyOnWriteArrayList<GenerationEvent> taken = new CopyOnWriteArrayList<>();
        Semaphore reads = new Semaphore(0);
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                talking.generate(Calls.patient(), HELLO.maxTokens(1_000).build(), event -> {
                    reads.acquire();
                    taken.add(event);
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        reads.release(10);
        Waiting.until(() -> taken.size() == 10 && talker.said.get() >= 60);

        assertThat(talker.said.get()).isLessThan(100);

        reads.release(10_000);
        assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
        assertThat(taken).hasSize(1_002);
    }

    private TextGenerator generator(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("quern.llm.roles.reasoning.concurrency", "16");
        return Generators.of(
                settings.isEmpty() ? registry : new SimpleMeterRegistry(),
                all,
                List.of(FakeServedModel.of(model, Tier.BALANCED)));
    }

    private Caller caller(Call call, Requested request) {
        Caller caller = new Caller(generator, call, request);
        callers.add(caller);
        return caller;
    }

    /** Somebody who asks on a thread of its own. */
    private static final class Caller {
        private final List<GenerationEvent> events = new CopyOnWriteArrayList<>();
        private volatile Optional<Throwable> failure = Optional.empty();
        private final Thread thread;

        Caller(TextGenerator generator, Call call, Requested request) {
            thread = Thread.ofVirtual().start(() -> {
                try {
                    generator.generate(call, request.build(), events::add);
                } catch (InterruptedException | RuntimeException e) {
                    failure = Optional.of(e);
                }
            });
        }

        void await() throws InterruptedException {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }

        long words() {
            return events.stream().filter(Delta.class::isInstance).count();
        }

        Completed completed() {
            return (Completed) events.getLast();
        }

        ErrorCode failure() {
            return QuernException.of(failure.orElseThrow()).code();
        }
    }
}
