package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.CacheWiring.LowerLevels;
import dev.quern.protocol.Deadline;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class CacheReadinessTest {
    private final LocalDisk disk = new LocalDisk();

    @Test
    void saysWhatIsOffAndWhatIsThere() {
        assertThat(data(List.of(), Replicas.ALONE))
                .containsEntry("redis", "off")
                .containsEntry("disk", "off")
                .containsEntry("coherent", true)
                .containsEntry("degraded", false);
        assertThat(data(List.of(guarded(disk)), Replicas.ALONE))
                .containsEntry("redis", "off")
                .containsEntry("disk", "reachable")
                .containsEntry("degraded", false);
    }

    @Test
    void isDegradedWhileItDoesNotHearTheOtherReplicas() {
        assertThat(data(List.of(guarded(disk)), new Detached()))
                .containsEntry("disk", "reachable")
                .containsEntry("coherent", false)
                .containsEntry("degraded", true);
    }

    @Test
    void isDegradedWithoutRedisAndSaysThatTheDiskIsThere() {
        FakeStore redis = new FakeStore();
        redis.away = true;

        assertThat(data(List.of(guarded(redis), guarded(disk)), Replicas.ALONE))
                .containsEntry("redis", "unreachable")
                .containsEntry("disk", "reachable")
                .containsEntry("degraded", true);
    }

    private static GuardedStore guarded(ValueStore store) {
        return new GuardedStore(
                store,
                new Circuit(3, Duration.ofSeconds(1), System::nanoTime),
                new CacheMetrics(new SimpleMeterRegistry()),
                System::nanoTime);
    }

    /** Ready it is in any case. */
    private static Map<String, Object> data(List<GuardedStore> stores, Replicas replicas) {
        HealthCheckResponse health = new CacheReadiness(new LowerLevels(stores, FlightLeases.ALONE), replicas).call();
        assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        return health.getData().orElseThrow();
    }

    private static final class Detached implements Replicas {
        @Override
        public void start(LocalLevels levels) {}

        @Override
        public boolean invalidated(Invalidation invalidation, Deadline deadline) {
            return false;
        }

        @Override
        public void tellLater(Invalidation invalidation) {}

        @Override
        public void replaced(CacheKey key) {}

        @Override
        public boolean trusts(CacheLevel level, ValueType type) {
            return false;
        }

        @Override
        public boolean isCoherent() {
            return false;
        }
    }
}
