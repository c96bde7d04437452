package dev.quern.cache;

import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GuardedStoreTest {
    private static final CacheKey KEY = key("acme", "k");
    private static final CacheKey OTHER = key("acme", "other");
    private static final CacheKey FOREIGN = key("globex", "k");

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
    private final FakeStore behind = new FakeStore();
    private final CacheMetrics metrics = new CacheMetrics(new SimpleMeterRegistry());
    private final GuardedStore store =
            new GuardedStore(behind, new Circuit(3, Duration.ofSeconds(1), nanoTime::get), metrics, nanoTime::get);

    @Test
    void passesThroughWhileAllIsWell() throws Exception {
        store.put(KEY, value("v"));

        assertThat(store.get(KEY)).isPresent();
        assertThat(store.invalidate(new Invalidation.OfKey(KEY))).isEqualTo(1);
        assertThat(store.get(KEY)).isEmpty();
    }

    @Test
    void isAMissWhileTheStoreIsAway() throws Exception {
        behind.away = true;

        assertThat(store.get(KEY)).isEmpty();
        store.put(KEY, value("v"));
        assertThat(store.invalidate(new Invalidation.OfKey(KEY))).isZero();
        assertThat(metrics.failures(CacheLevel.REDIS)).isEqualTo(3);
    }

    @Test
    void leavesAFailingStoreAloneAndTriesAgainOncePerPause() throws Exception {
        behind.away = true;
        for (int i = 0; i < 100; i++) {
            store.get(KEY);
        }
        assertThat(behind.calls).isEqualTo(3);
        assertThat(store.isTrusted()).isFalse();

        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        for (int i = 0; i < 100; i++) {
            store.get(KEY);
        }
        assertThat(behind.calls).isEqualTo(4);
    }

    @Test
    void usesTheStoreAgainAfterOneSuccess() throws Exception {
        store.put(KEY, value("v"));
        behind.away = true;
        for (int i = 0; i < 10; i++) {
            store.get(KEY);
        }
        behind.away = false;
        assertThat(store.get(KEY)).isEmpty();

        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(store.get(KEY)).isPresent();
        assertThat(store.isTrusted()).isTrue();
    }

    @Test
    void servesNothingOfATenantUntilAMissedInvalidationIsMadeGood() throws Exception {
        store.put(KEY, value("stale"));
        store.put(OTHER, value("stale too, perhaps"));
        store.put(FOREIGN, value("v"));
        behind.away = true;
        store.invalidate(new Invalidation.OfTag("acme", Values.document("d")));
        behind.away = false;

        assertThat(store.get(KEY)).isEmpty();
        assertThat(store.get(OTHER)).isEmpty();
        assertThat(store.get(FOREIGN)).isPresent();
        assertThat(behind.invalidations).containsExactly(new Invalidation.OfTenant("acme"));
    }

    @Test
    void stillOwesWhenMakingGoodFails() throws Exception {
        store.put(KEY, value("stale"));
        behind.away = true;
        store.invalidate(new Invalidation.OfKey(KEY));
        store.get(KEY);
        behind.away = false;

        assertThat(store.get(KEY)).isEmpty();
        store.put(KEY, value("new"));
        assertThat(store.get(KEY).map(Values::text)).contains("new");
    }

    @Test
    void makesGoodAllDebtsWhenAskedForItsHealth() throws Exception {
        behind.away = true;
        store.invalidate(new Invalidation.OfKey(KEY));
        store.invalidate(new Invalidation.OfKey(FOREIGN));
        assertThatThrownBy(store::check).isInstanceOf(StoreUnavailableException.class);
        behind.away = false;

        store.check();

        assertThat(behind.invalidations)
                .containsExactlyInAnyOrder(new Invalidation.OfTenant("acme"), new Invalidation.OfTenant("globex"));
    }

    @Test
    void doesNotServeTheValueBeforeAMissedPut() throws Exception {
        store.put(KEY, value("old"));
        behind.away = true;
        store.put(KEY, value("new"));
        behind.away = false;

        assertThat(store.get(KEY)).isEmpty();
        store.put(KEY, value("newer"));
        assertThat(store.get(KEY).map(Values::text)).contains("newer");
    }

    @Test
    void givesUpATenantRatherThanRememberTooManyMissedPuts() throws Exception {
        store.put(OTHER, value("v"));
        behind.away = true;
        for (int i = 0; i <= 10_000; i++) {
            store.put(key("acme", "k" + i), value("v"));
        }
        behind.away = false;
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(store.get(OTHER)).isEmpty();
        assertThat(behind.invalidations).containsExactly(new Invalidation.OfTenant("acme"));
    }

    @Test
    void goesOnReadingFromAFullStore() throws Exception {
        store.put(OTHER, value("v"));
        store.put(KEY, value("old"));
        behind.full = true;
        for (int i = 0; i < 10; i++) {
            store.put(KEY, value("new"));
        }

        assertThat(store.get(OTHER)).isPresent();
        assertThat(store.get(KEY)).isEmpty();
        assertThat(store.isTrusted()).isTrue();
        assertThat(metrics.failures(CacheLevel.REDIS)).isEqualTo(10);
        assertThat(behind.invalidations).isEmpty();
    }

    @Test
    void leavesOnlyThePartAloneThatFails() throws Exception {
        store.put(FOREIGN, value("v"));
        behind.partsAway.add("acme");
        for (int i = 0; i < 10; i++) {
            store.get(KEY);
            assertThat(store.get(FOREIGN)).isPresent();
        }

        assertThat(metrics.failures(CacheLevel.REDIS)).isEqualTo(3);
        assertThat(store.isTrusted()).isFalse();

        store.check();
        assertThat(store.isTrusted()).isTrue();
    }

    @Test
    void isNotSettledBeforeEverythingIsDropped() throws Exception {
        store.put(KEY, value("stale"));
        List<Boolean> settled = new ArrayList<>();
        behind.whileDropping = () -> {
            settled.add(store.isSettled("acme"));
            settled.add(store.get(KEY).isPresent());
        };

        store.dropChangeable();

        assertThat(settled).containsExactly(false, false);
        assertThat(store.isSettled("acme")).isTrue();
    }

    @Test
    void stillOwesWhatIsToBeDroppedOnceMoreWhileItIsDropped() throws Exception {
        behind.whileDropping = () -> {
            behind.away = true;
            store.dropChangeable();
            behind.away = false;
        };

        store.dropChangeable();

        assertThat(store.isSettled("acme")).isFalse();
        store.check();
        assertThat(store.isSettled("acme")).isTrue();
    }
}
