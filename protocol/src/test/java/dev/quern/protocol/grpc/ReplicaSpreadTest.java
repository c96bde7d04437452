package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** With real servers and a channel as services have it. */
@QuarkusTest
class ReplicaSpreadTest {
    private static final int CALLS = 3_000;

    @Test
    void spreadsCallsEvenly() throws Exception {
        try (TestReplicas replicas = new TestReplicas(3)) {
            Map<String, Integer> shares = replicas.shares(CALLS, Demand.LITTLE);

            assertThat(shares).hasSize(3);
            assertThat(shares.values())
                    .allSatisfy(share ->
                            assertThat(share.doubleValue()).isCloseTo(CALLS / 3.0, within(CALLS / 3.0 * 0.15)));
        }
    }

    @Test
    void givesASlowReplicaClearlyLess() throws Exception {
        try (TestReplicas replicas = new TestReplicas(3)) {
            replicas.get(0).workNanos = TimeUnit.MILLISECONDS.toNanos(20);

            Map<String, Integer> shares = replicas.shares(CALLS, Demand.LITTLE);

            assertThat(shares.get(replicas.get(0).name())).isBetween(1, CALLS / 10);
        }
    }

    @Test
    void sendsComputingToTheLeastBusyAndOtherCallsToAll() throws Exception {
        try (TestReplicas replicas = new TestReplicas(3)) {
            replicas.get(0).cpu = 0.95;
            replicas.shares(100, Demand.LITTLE);

            Map<String, Integer> computing = replicas.shares(CALLS, Demand.CPU);
            Map<String, Integer> others = replicas.shares(CALLS, Demand.LITTLE);

            assertThat(computing.getOrDefault(replicas.get(0).name(), 0)).isLessThan(CALLS / 10);
            assertThat(computing)
                    .containsKeys(replicas.get(1).name(), replicas.get(2).name());
            assertThat(others.get(replicas.get(0).name())).isGreaterThan(CALLS / 5);
        }
    }

    @Test
    void sendsWhatNeedsMemoryToThoseThatHaveIt() throws Exception {
        try (TestReplicas replicas = new TestReplicas(3)) {
            replicas.get(0).freeMemory = 20L << 20;
            replicas.shares(100, Demand.LITTLE);

            Map<String, Integer> large = replicas.shares(CALLS, Demand.MEMORY);

            assertThat(large.getOrDefault(replicas.get(0).name(), 0)).isLessThan(CALLS / 10);
            assertThat(large)
                    .containsKeys(replicas.get(1).name(), replicas.get(2).name());
        }
    }

    @Test
    void givesANewReplicaItsShareWithoutABrokenConnection() throws Exception {
        try (TestReplicas replicas = new TestReplicas(2)) {
            replicas.shares(100, Demand.LITTLE);

            TestReplica added = replicas.add();
            replicas.untilReady(3);

            assertThat(replicas.shares(CALLS, Demand.LITTLE).get(added.name())).isGreaterThan(CALLS / 5);
        }
    }

    @Test
    void drainsAReplicaThatTheNameStandsForNoLonger() throws Exception {
        try (TestReplicas replicas = new TestReplicas(3)) {
            TestReplica leaving = replicas.get(0);

            replicas.forget(leaving);
            replicas.untilReady(2);

            assertThat(replicas.shares(300, Demand.LITTLE)).doesNotContainKey(leaving.name());
        }
    }

    @Test
    void answersEveryCallWhileTheNameCannotBeLookedUp() throws Exception {
        try (TestReplicas replicas = new TestReplicas(2)) {
            replicas.forget(replicas.get(0));
            replicas.untilReady(1);

            replicas.forget(replicas.get(1));
            Map<String, Integer> shares = replicas.shares(300, Demand.LITTLE);

            assertThat(shares).containsOnlyKeys(replicas.get(1).name());
            assertThat(replicas.ask(Demand.CPU, Duration.ofSeconds(10)))
                    .isEqualTo(replicas.get(1).name());
        }
    }
}
