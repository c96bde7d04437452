package dev.quern.cache;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Counts what the cache does, for the metrics and for its own statistics. */
final class CacheMetrics {
    private final Map<CacheLevel, Map<ValueType, LongAdder>> hits;
    private final Map<CacheLevel, LongAdder> misses = each(CacheLevel.values(), _ -> new LongAdder());
    private final Map<CacheLevel, LongAdder> failures;
    /** Of all levels together. */
    private final Map<ValueType, HitRate> rates = each(ValueType.values(), _ -> new HitRate(System::nanoTime));

    private final Map<ValueType, LongAdder> puts;
    private final Map<ValueType, LongAdder> staleHits;
    private final Map<ValueType, LongAdder> savedNanos = each(ValueType.values(), _ -> new LongAdder());
    private final Map<ValueType, LongAdder> savedTokens;
    private final Map<ValueType, LongAdder> refreshes;
    private final MeterRegistry registry;
    /** The registry itself holds on to nothing that it counts. */
    private final List<InProcess> watched = new CopyOnWriteArrayList<>();

    CacheMetrics(MeterRegistry registry) {
        this.registry = registry;
        hits = each(
                CacheLevel.values(),
                level -> each(
                        ValueType.values(), type -> counter("hits", tags(level).and(tags(type)))));
        failures = each(CacheLevel.values(), level -> counter("failures", tags(level)));
        puts = each(ValueType.values(), type -> counter("puts", tags(type)));
        staleHits = each(ValueType.values(), type -> counter("stale.hits", tags(type)));
        savedTokens = each(ValueType.values(), type -> counter("saved.tokens", tags(type)));
        refreshes = each(ValueType.values(), type -> counter("refreshes", tags(type)));
        rates.forEach((type, rate) -> counter("misses", tags(type), rate, HitRate::misses));
        savedNanos.forEach((type, nanos) -> counter("saved.seconds", tags(type), nanos, sum -> sum.sum() / 1e9));
    }

    /** Shows what a store in this process holds. */
    void watch(CacheLevel level, InProcess store) {
        watched.add(store);
        gauge("entries", level, store, s -> s.usage().entries());
        gauge("bytes", level, store, s -> s.usage().bytes());
        FunctionCounter.builder("quern.cache.evictions", store, s -> s.usage().evictions())
                .tags(tags(level))
                .register(registry);
    }

    /** Shows whether a store is used just now: 1 or 0. */
    void watch(GuardedStore store) {
        gauge("available", store.level(), store, s -> s.isTrusted() ? 1 : 0);
    }

    /** Shows the share of its size that memory has, from 0 to 1. */
    void watch(MemoryPressure pressure) {
        gauge("share", CacheLevel.MEMORY, pressure, MemoryPressure::share);
    }

    /** Shows how far the loading at start is. */
    void watch(StartWarming warming) {
        counter("warming.loaded", Tags.empty(), warming, w -> w.progress().loaded());
        counter("warming.failed", Tags.empty(), warming, w -> w.progress().failed());
    }

    void lookedUp(CacheLevel level, ValueType type, boolean found) {
        if (found) {
            of(of(hits, level), type).increment();
            of(rates, type).hit();
        } else {
            of(misses, level).increment();
        }
    }

    void missed(ValueType type) {
        of(rates, type).miss();
    }

    /** A hit was handed out. */
    void served(ValueType type, Cost cost, boolean stale) {
        if (stale) {
            of(staleHits, type).increment();
        }
        if (!cost.equals(Cost.NONE)) {
            of(savedNanos, type).add(cost.time().toNanos());
            of(savedTokens, type).add(cost.tokens());
        }
    }

    /** A caller was told to compute a value anew that it got. */
    void refreshed(ValueType type) {
        of(refreshes, type).increment();
    }

    void put(ValueType type) {
        of(puts, type).increment();
    }

    void failed(CacheLevel level) {
        of(failures, level).increment();
    }

    long hits(CacheLevel level) {
        return of(hits, level).values().stream().mapToLong(LongAdder::sum).sum();
    }

    long misses(CacheLevel level) {
        return of(misses, level).sum();
    }

    /** Of all types, since the start. */
    long lookups() {
        return rates.values().stream()
                .mapToLong(rate -> rate.hits() + rate.misses())
                .sum();
    }

    List<TypeStatistics> types() {
        return Arrays.stream(ValueType.values())
                .map(type -> TypeStatistics.of(
                        type,
                        of(rates, type),
                        of(puts, type).sum(),
                        of(staleHits, type).sum(),
                        new Cost(
                                Duration.ofNanos(of(savedNanos, type).sum()),
                                of(savedTokens, type).sum())))
                .toList();
    }

    long failures(CacheLevel level) {
        return of(failures, level).sum();
    }

    private LongAdder counter(String name, Tags tags) {
        LongAdder adder = new LongAdder();
        counter(name, tags, adder, LongAdder::sum);
        return adder;
    }

    private <T> void counter(String name, Tags tags, T source, ToDoubleFunction<T> count) {
        FunctionCounter.builder("quern.cache." + name, source, count).tags(tags).register(registry);
    }

    private <T> void gauge(String name, CacheLevel level, T source, ToDoubleFunction<T> value) {
        Gauge.builder("quern.cache." + name, source, value)
                .tags(tags(level))
                .strongReference(true)
                .register(registry);
    }

    private static Tags tags(CacheLevel level) {
        return Tags.of("level", level.label());
    }

    private static Tags tags(ValueType type) {
        return Tags.of("type", type.label());
    }

    private static <K, V> Map<K, V> each(K[] keys, Function<K, V> value) {
        return Arrays.stream(keys).collect(Collectors.toUnmodifiableMap(key -> key, value));
    }

    private static <K, V> V of(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key));
    }

    /** A store that tells its usage without going anywhere. */
    @FunctionalInterface
    interface InProcess {
        Usage usage();
    }
}
