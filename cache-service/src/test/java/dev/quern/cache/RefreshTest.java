package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.Call;
import dev.quern.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Values that are made anew before they are gone. */
class RefreshTest {
    private static final Call CALL = Callers.call("acme", Scope.INGEST);
    private static final Duration SEARCH = Duration.ofMinutes(10);
    private static final Cost MINUTE = new Cost(Duration.ofMinutes(1), 7);

    private final TestCaches.Clock clock = new TestCaches.Clock();
    private double chance;
    private final TestCaches parts = new TestCaches().with(clock).withChance(() -> chance);

    @Test
    void servesAnExpiredValueForAWhileAndTellsOneCallerToRefreshIt() throws Exception {
        Caches caches = parts.build();
        put(caches, ValueType.SEARCH, "old", Cost.NONE);
        clock.forward(SEARCH.plusSeconds(5));

        List<Lookup> lookups = lookUpAtOnce(caches, 20);

        assertThat(lookups).extracting(RefreshTest::text).containsOnly("old");
        assertThat(lookups).filteredOn(Lookup::shouldRefresh).hasSize(1);
        assertThat(statistics(ValueType.SEARCH).staleHits()).isEqualTo(20);

        put(caches, ValueType.SEARCH, "new", Cost.NONE);
        Lookup after = get(caches, ValueType.SEARCH);
        assertThat(text(after)).isEqualTo("new");
        assertThat(after.shouldRefresh()).isFalse();
    }

    @Test
    void neverServesAnAnswerThatHasExpired() throws Exception {
        Caches caches = parts.build();

        put(caches, ValueType.ANSWER, "old", Cost.NONE);

        CachedValue value = get(caches, ValueType.ANSWER).hit().orElseThrow().value();
        assertThat(value.expiresAt()).isEqualTo(value.freshUntil());
    }

    @Test
    void refreshesAHotKeyEarlyByChance() throws Exception {
        Caches caches = parts.build();
        put(caches, ValueType.SEARCH, "v", MINUTE);
        clock.forward(SEARCH.minusSeconds(60));

        chance = 0.5;
        assertThat(get(caches, ValueType.SEARCH).shouldRefresh()).isFalse();
        chance = 0.7;
        assertThat(get(caches, ValueType.SEARCH).shouldRefresh()).isTrue();
        assertThat(get(caches, ValueType.SEARCH).shouldRefresh()).isFalse();
    }

    @Test
    void replacesACallerThatNeverPuts() throws Exception {
        Caches caches = parts.withRefreshLapse(Duration.ZERO).build();
        put(caches, ValueType.SEARCH, "v", Cost.NONE);
        clock.forward(SEARCH.plusSeconds(5));
        // A flight without time to lapse is over when the next caller comes.
        assertThat(get(caches, ValueType.SEARCH).shouldRefresh()).isTrue();

        assertThat(get(caches, ValueType.SEARCH).shouldRefresh()).isTrue();
    }

    @Test
    void asksNobodyWhoDidNotOfferToCompute() throws Exception {
        Caches caches = parts.build();
        put(caches, ValueType.SEARCH, "v", Cost.NONE);
        clock.forward(SEARCH.plusSeconds(5));

        assertThat(caches.get(CALL, ValueType.SEARCH, "k", false, false).shouldRefresh())
                .isFalse();
        assertThat(get(caches, ValueType.SEARCH).shouldRefresh()).isTrue();
    }

    @Test
    void leavesARefreshToTheReplicaThatHasTheLease() throws Exception {
        FakeLeases leases = new FakeLeases();
        leases.elsewhere = true;
        Caches caches = parts.with(leases).build();
        put(caches, ValueType.SEARCH, "v", Cost.NONE);
        clock.forward(SEARCH.plusSeconds(5));

        assertThat(get(caches, ValueType.SEARCH).shouldRefresh()).isFalse();
        assertThat(get(caches, ValueType.SEARCH).shouldRefresh()).isFalse();
        assertThat(leases.asked).isEqualTo(1);
    }

    @Test
    void servesNothingStaleAfterAnInvalidation() throws Exception {
        Caches caches = parts.build();
        put(caches, ValueType.SEARCH, "stale", Cost.NONE);
        clock.forward(SEARCH.plusSeconds(5));
        assertThat(get(caches, ValueType.SEARCH).shouldRefresh()).isTrue();

        caches.invalidateKey(CALL, ValueType.SEARCH, "k");
        // Computed before the invalidation, as far as anybody can tell.
        put(caches, ValueType.SEARCH, "stale as well", Cost.NONE);

        assertThat(get(caches, ValueType.SEARCH).shouldCompute()).isTrue();
        put(caches, ValueType.SEARCH, "new", Cost.NONE);
        assertThat(text(get(caches, ValueType.SEARCH))).isEqualTo("new");
    }

    @Test
    void keepsAValueThatAnInvalidationMeanwhileDoesNotConcern() throws Exception {
        Caches caches = parts.build();
        get(caches, ValueType.SEARCH);

        caches.invalidateTag(CALL, Values.document("other"));
        caches.invalidatePattern(CALL, new Glob("other*"));
        caches.invalidateEverything(Callers.call("globex", Scope.ADMIN));
        put(caches, ValueType.SEARCH, "v", Cost.NONE);

        assertThat(text(get(caches, ValueType.SEARCH))).isEqualTo("v");
    }

    @Test
    void dropsAValueWhoseTagWasInvalidatedWhileItWasComputed() throws Exception {
        Caches caches = parts.build();
        get(caches, ValueType.SEARCH);

        for (int i = 0; i < 100; i++) {
            caches.invalidateTag(CALL, Values.document("other" + i));
        }
        caches.invalidateTag(CALL, Values.document("d"));
        put(caches, ValueType.SEARCH, "stale", Cost.NONE);

        assertThat(get(caches, ValueType.SEARCH).shouldCompute()).isTrue();
    }

    @Test
    void countsWhatItsHitsHaveSpared() throws Exception {
        Caches caches = parts.build();
        put(caches, ValueType.SEARCH, "v", new Cost(Duration.ofSeconds(2), 7));

        get(caches, ValueType.SEARCH);
        caches.getHot(CALL, ValueType.SEARCH, "k");
        caches.get(CALL, ValueType.SEARCH, "other", false, false);

        TypeStatistics search = statistics(ValueType.SEARCH);
        assertThat(search.saved()).isEqualTo(new Cost(Duration.ofSeconds(4), 14));
        assertThat(search.hits()).isEqualTo(2);
        assertThat(search.misses()).isEqualTo(1);
        assertThat(search.puts()).isEqualTo(1);
        assertThat(search.lastHour()).hasValue(2.0 / 3);
        assertThat(parts.demand.hotKeys().top(1))
                .containsExactly(new HotKey(new CacheKey("acme", ValueType.SEARCH, "k"), 2));
    }

    @Test
    void leavesWhatIsDueToTheLongWay() throws Exception {
        Caches caches = parts.build();
        put(caches, ValueType.SEARCH, "v", Cost.NONE);
        assertThat(caches.getHot(CALL, ValueType.SEARCH, "k")).isPresent();

        clock.forward(SEARCH);

        assertThat(caches.getHot(CALL, ValueType.SEARCH, "k")).isEmpty();
        assertThat(statistics(ValueType.SEARCH).hits()).isEqualTo(1);
    }

    private TypeStatistics statistics(ValueType type) {
        return parts.metrics.types().stream()
                .filter(one -> one.type() == type)
                .findAny()
                .orElseThrow();
    }

    private static List<Lookup> lookUpAtOnce(Caches caches, int callers) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Lookup>> running = IntStream.range(0, callers)
                    .mapToObj(_ -> threads.submit(() -> get(caches, ValueType.SEARCH)))
                    .toList();
            List<Lookup> lookups = new java.util.ArrayList<>();
            for (Future<Lookup> one : running) {
                lookups.add(one.get());
            }
            return lookups;
        }
    }

    private static Lookup get(Caches caches, ValueType type) throws InterruptedException {
        return caches.get(CALL, type, "k", true, true);
    }

    private static void put(Caches caches, ValueType type, String text, Cost cost) throws InterruptedException {
        caches.put(
                CALL,
                type,
                "k",
                new Content(text.getBytes(StandardCharsets.UTF_8)),
                Optional.empty(),
                Set.of(Values.document("d")),
                cost);
    }

    private static String text(Lookup lookup) {
        return lookup.hit().map(hit -> Values.text(hit.value())).orElse("nothing");
    }
}
