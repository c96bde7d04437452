package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OverloadTest {
    private static final int CALLERS = 200;
    private static final int SLOTS = 4;
    private static final int QUEUE = 50;

    private final ControlledModel model = new ControlledModel("model", 2048, 3).taking(Duration.ofMillis(5));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TextGenerator generator = Generators.of(
            registry,
            Map.of(
                    "quern.llm.roles.reasoning.concurrency", Integer.toString(SLOTS),
                    "quern.llm.roles.reasoning.queue", Integer.toString(QUEUE)),
            List.of(FakeServedModel.of(model, Tier.BALANCED, SLOTS, EnumSet.allOf(Role.class))));
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger overloaded = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private final AtomicInteger otherwise = new AtomicInteger();

    @Test
    void answersInTimeWhomItAdmitsAndRefusesTheRest() throws InterruptedException {
        model.gated();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(caller("Number " + i, Duration.ofSeconds(30)));
        }
        Waiting.until(() -> overloaded.get() == CALLERS - SLOTS - QUEUE && pending() == SLOTS + QUEUE);
        assertThat(answered.get()).isZero();

        model.allow(CALLERS * 3);
        for (Thread caller : callers) {
            assertThat(caller.join(Duration.ofSeconds(40))).isTrue();
        }

        assertThat(answered.get()).isEqualTo(SLOTS + QUEUE);
        assertThat(late.get()).isZero();
        assertThat(otherwise.get()).isZero();
        assertThat(model.mostRunning.get()).isEqualTo(SLOTS);
        assertThat(pending()).isZero();
    }

    @Test
    void growsNoThreadsAndForgetsEverybodyInTheLongRun() throws InterruptedException {
        wave();
        int platformThreads = ManagementFactory.getThreadMXBean().getThreadCount();

        for (int i = 0; i < 5; i++) {
            wave();
        }

        assertThat(pending()).isZero();
        assertThat(model.running.get()).isZero();
        assertThat(otherwise.get()).isZero();
        assertThat(answered.get()).isPositive();
        // A few belong to the machine: the compiler, the carriers of virtual threads.
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(platformThreads + 20);
    }

    private void wave() throws InterruptedException {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(caller("Number " + i, Duration.ofMillis(200)));
        }
        for (Thread caller : callers) {
            assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
        }
        Waiting.until(() -> pending() == 0);
    }

    private double pending() {
        return registry.get("quern.llm.pending").gauge().value();
    }

    private Thread caller(String text, Duration time) {
        return Thread.ofVirtual().start(() -> {
            Call call = Calls.lasting(time);
            try {
                generator.generate(call, Requested.chat(text).build(), event -> {});
                (call.deadline().isPassed() ? late : answered).incrementAndGet();
            } catch (QuernException e) {
                switch (e.code()) {
                    case OVERLOADED -> overloaded.incrementAndGet();
                    case DEADLINE_EXCEEDED -> late.incrementAndGet();
                    default -> otherwise.incrementAndGet();
                }
                if (e.code() == ErrorCode.OVERLOADED && e.retryAfter().isEmpty()) {
                    otherwise.incrementAndGet();
                }
            } catch (InterruptedException e) {
                otherwise.incrementAndGet();
            }
        });
    }
}
