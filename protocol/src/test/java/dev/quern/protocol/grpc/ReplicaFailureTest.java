package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.cache.v1.WatchInvalidationsRequest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Replicas that die or hang, with real servers and a channel as services have it. */
@QuarkusTest
class ReplicaFailureTest {
    private static final int HELD = 30;

    @Test
    void losesNoCallWhenAReplicaIsKilled() throws Exception {
        try (TestReplicas replicas = new TestReplicas(3)) {
            List<String> answers = killedMeanwhile(replicas, () -> replicas.ask(Demand.LITTLE));

            assertThat(answers).hasSize(HELD).doesNotContain(replicas.get(0).name());
            assertThat(replicas.counted("retries")).isPositive();
        }
    }

    @Test
    void losesNoStreamThatHadGivenNothingWhenAReplicaIsKilled() throws Exception {
        try (TestReplicas replicas = new TestReplicas(3)) {
            List<String> answers = killedMeanwhile(
                    replicas,
                    () -> replicas.remote.stream(
                            TestReplicas.call(Duration.ofSeconds(30)),
                            replicas.stub,
                            ready -> ready.watchInvalidations(WatchInvalidationsRequest.getDefaultInstance()),
                            stream -> stream.read().getPattern()));

            assertThat(answers).hasSize(HELD).doesNotContain(replicas.get(0).name());
            assertThat(replicas.counted("retries")).isPositive();
        }
    }

    @Test
    void leavesAReplicaThatNeverAnswersAndComesBackWhenItDoes() throws Exception {
        Standing.Terms terms = new Standing.Terms(3, Duration.ofMillis(200));
        try (TestReplicas replicas = new TestReplicas(3, terms)) {
            replicas.shares(300, Demand.LITTLE);
            TestReplica hanging = replicas.get(0);
            CountDownLatch answer = new CountDownLatch(1);
            hanging.gate = answer;

            TestReplicas.until(() -> {
                patiently(replicas);
                return replicas.replicas("ejected") == 1;
            });
            double ejections = replicas.counted("ejections");
            answer.countDown();
            TestReplicas.until(() -> {
                patiently(replicas);
                return replicas.replicas("ready") == 3;
            });

            assertThat(ejections).isEqualTo(1);
            assertThat(replicas.shares(300, Demand.LITTLE)).containsKey(hanging.name());
        }
    }

    @Test
    void stillAsksWhenAllHaveFailed() throws Exception {
        Standing.Terms terms = new Standing.Terms(1, Duration.ofMinutes(10));
        try (TestReplicas replicas = new TestReplicas(2, terms)) {
            CountDownLatch answer = new CountDownLatch(1);
            replicas.get(0).gate = answer;
            replicas.get(1).gate = answer;
            for (int i = 0; replicas.replicas("ejected") < 2; i++) {
                assertThat(i).isLessThan(20);
                QuernException late = catchThrowableOfType(
                        QuernException.class, () -> replicas.ask(Demand.LITTLE, Duration.ofMillis(600)));
                assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
            }

            answer.countDown();

            assertThat(replicas.ask(Demand.LITTLE)).isNotEmpty();
        }
    }

    /** Asks so that a replica that hangs is late. */
    private static void patiently(TestReplicas replicas) {
        try {
            replicas.ask(Demand.LITTLE, Duration.ofMillis(600));
        } catch (QuernException late) {
            assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        }
    }

    /** What calls answer of which the first replica had some, and had answered none, when it was killed. */
    private static List<String> killedMeanwhile(TestReplicas replicas, Callable<String> ask) throws Exception {
        CountDownLatch others = new CountDownLatch(1);
        replicas.get(0).gate = new CountDownLatch(1);
        replicas.get(1).gate = others;
        replicas.get(2).gate = others;
        List<Future<String>> asked = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < HELD; i++) {
                asked.add(threads.submit(ask));
            }
            TestReplicas.until(() -> replicas.get(0).calls.get()
                            + replicas.get(1).calls.get()
                            + replicas.get(2).calls.get()
                    == HELD);
            assertThat(replicas.get(0).calls.get()).isPositive();

            replicas.get(0).kill();
            others.countDown();

            List<String> answers = new ArrayList<>();
            for (Future<String> each : asked) {
                answers.add(each.get(60, TimeUnit.SECONDS));
            }
            return answers;
        }
    }
}
