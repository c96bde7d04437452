package dev.quern.cache;

import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.caffeine.CaffeineStore;
import dev.quern.protocol.Deadline;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Invalidations that something shared has missed: at a level, or beside the levels. */
class WhatWasMissedTest {
    private static final CacheKey KEY = key("acme", "k");
    private static final Invalidation DROP = new Invalidation.OfKey(KEY);
    private static final Invalidation DROP_FOREIGN = new Invalidation.OfKey(key("globex", "k"));

    private final AtomicLong nanoTime = new AtomicLong();
    private final FakeStore behind = new FakeStore();
    private final FakeShelf beside = new FakeShelf();
    private final FakeReplicas replicas = new FakeReplicas();
    private final CacheMetrics metrics = new CacheMetrics(new SimpleMeterRegistry());
    private final LayeredCache cache = new LayeredCache(
            new CaffeineStore(100, 1_000_000, Duration.ofMinutes(5), InstantSource.system()),
            List.of(new GuardedStore(
                    behind, new Circuit(3, Duration.ofSeconds(1), nanoTime::get), metrics, nanoTime::get)),
            metrics,
            replicas,
            beside);

    @Test
    void areConfirmedWhenNothingHasMissedThem() throws Exception {
        assertThat(invalidate(DROP)).isTrue();
        assertThat(replicas.told).containsExactly(DROP);
        assertThat(replicas.toldLater).isEmpty();
    }

    @Test
    void areNotConfirmedWhileALevelStillHasTheValues() throws Exception {
        behind.away = true;

        assertThat(invalidate(DROP)).isFalse();
        assertThat(cache.settle("acme")).isFalse();
        assertThat(replicas.told).isEmpty();
        assertThat(replicas.toldLater).containsExactly(DROP);

        behind.away = false;
        assertThat(cache.settle("acme")).isTrue();
        assertThat(invalidate(DROP)).isTrue();
    }

    @Test
    void areNotConfirmedWhileSomethingBesideTheLevelsStillHasTheValues() throws Exception {
        beside.away = true;

        assertThat(invalidate(DROP)).isFalse();
        assertThat(cache.isSettled("acme")).isFalse();
        assertThat(cache.settle("acme")).isFalse();
        assertThat(replicas.told).isEmpty();
        assertThat(replicas.toldLater).containsExactly(DROP);

        beside.away = false;
        assertThat(cache.settle("acme")).isTrue();
        assertThat(cache.isSettled("acme")).isTrue();
        assertThat(invalidate(DROP)).isTrue();
    }

    @Test
    void areMadeGoodOfOneTenantWhileThePartOfAnotherIsAway() throws Exception {
        cache.put(KEY, value("stale"));
        behind.partsAway.add("acme");
        behind.partsAway.add("globex");
        invalidate(DROP);
        invalidate(DROP_FOREIGN);
        behind.partsAway.remove("globex");

        assertThat(cache.settle("globex")).isTrue();

        assertThat(cache.settle("acme")).isFalse();
        assertThat(behind.invalidations).containsExactly(new Invalidation.OfTenant("globex"));
    }

    @Test
    void areNotTriedAgainMoreOftenThanAPartThatIsAwayIsTried() throws Exception {
        behind.away = true;
        invalidate(DROP);
        for (int i = 0; i < 100; i++) {
            assertThat(cache.settle("acme")).isFalse();
        }
        assertThat(behind.calls).isEqualTo(3);

        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        behind.away = false;

        assertThat(cache.settle("acme")).isTrue();
    }

    private boolean invalidate(Invalidation invalidation) throws InterruptedException {
        return cache.invalidate(invalidation, Deadline.after(Duration.ofMinutes(1)))
                .confirmed();
    }

    /** Has something of every tenant, and can be away. */
    private static final class FakeShelf implements Invalidating {
        private boolean away;
        private boolean owes;

        @Override
        public long invalidate(Invalidation invalidation) {
            owes = away;
            return 0;
        }

        @Override
        public long forget(Invalidation invalidation) {
            return 0;
        }

        @Override
        public void forgetAll() {}

        @Override
        public boolean isSettled(String tenant) {
            return !owes;
        }

        @Override
        public boolean settle(String tenant) {
            owes &= away;
            return !owes;
        }
    }

    private static final class FakeReplicas implements Replicas {
        private final List<Invalidation> told = new ArrayList<>();
        private final List<Invalidation> toldLater = new ArrayList<>();

        @Override
        public void start(LocalLevels levels) {}

        @Override
        public boolean invalidated(Invalidation invalidation, Deadline deadline) {
            told.add(invalidation);
            return true;
        }

        @Override
        public void tellLater(Invalidation invalidation) {
            toldLater.add(invalidation);
        }

        @Override
        public void replaced(CacheKey key) {}

        @Override
        public boolean trusts(CacheLevel level, ValueType type) {
            return true;
        }

        @Override
        public boolean isCoherent() {
            return true;
        }
    }
}
