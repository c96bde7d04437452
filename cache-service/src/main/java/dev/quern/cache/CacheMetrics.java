package dev.quern.cache;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
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
    private final Map<ValueType, LongAdder> missesOfAllLevels;
    private final Map<ValueType, LongAdder> puts;
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
        missesOfAllLevels = each(ValueType.values(), type -> counter("misses", tags(type)));
        puts = each(ValueType.values(), type -> counter("puts", tags(type)));
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

    void lookedUp(CacheLevel level, ValueType type, boolean found) {
        (found ? of(of(hits, level), type) : of(misses, level)).increment();
    }

    void missed(ValueType type) {
        of(missesOfAllLevels, type).increment();
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

    long failures(CacheLevel level) {
        return of(failures, level).sum();
    }

    private LongAdder counter(String name, Tags tags) {
        LongAdder adder = new LongAdder();
        FunctionCounter.builder("quern.cache." + name, adder, LongAdder::sum)
                .tags(tags)
                .register(registry);
        return adder;
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
