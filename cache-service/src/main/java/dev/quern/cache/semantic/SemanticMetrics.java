package dev.quern.cache.semantic;

import dev.quern.cache.Cost;
import dev.quern.cache.semantic.SemanticStatistics.LastHit;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Counts what the semantic cache does, for the metrics and for its own statistics. */
public final class SemanticMetrics {
    private static final String PREFIX = "quern.cache.semantic.";
    private static final int LAST_HITS = 100;

    private final MeterRegistry registry;
    private final LongAdder hits;
    private final LongAdder misses;
    private final LongAdder puts;
    private final LongAdder reported;
    private final LongAdder archiveFailures;
    private final LongAdder savedMillis = new LongAdder();
    private final LongAdder savedTokens = new LongAdder();
    private final Map<String, LongAdder> rejections = new ConcurrentHashMap<>();
    private final Deque<LastHit> lastHits = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();

    public SemanticMetrics(MeterRegistry registry) {
        this.registry = registry;
        hits = counter("hits", Tags.empty());
        misses = counter("misses", Tags.empty());
        puts = counter("puts", Tags.empty());
        reported = counter("reported", Tags.empty());
        archiveFailures = counter("archive.failures", Tags.empty());
    }

    void watch(Shelves shelves) {
        gauge("namespaces", shelves, Shelves::count);
        gauge("entries", shelves, all -> all.totals().entries());
        gauge("bytes", shelves, all -> all.totals().bytes());
        FunctionCounter.builder(
                        PREFIX + "evictions", shelves, all -> all.totals().evictions())
                .register(registry);
    }

    void hit(SemanticHit hit) {
        hits.increment();
        Cost cost = hit.value().cost();
        savedMillis.add(cost.time().toMillis());
        savedTokens.add(cost.tokens());
        lock.lock();
        try {
            lastHits.addFirst(new LastHit(hit.similarity(), hit.score()));
            if (lastHits.size() > LAST_HITS) {
                lastHits.removeLast();
            }
        } finally {
            lock.unlock();
        }
    }

    void missed() {
        misses.increment();
    }

    /** @param reason one of a few words */
    void rejected(String reason) {
        rejections
                .computeIfAbsent(reason, word -> counter("rejections", Tags.of("reason", word)))
                .increment();
    }

    void put() {
        puts.increment();
    }

    void reported() {
        reported.increment();
    }

    void archiveFailed() {
        archiveFailures.increment();
    }

    SemanticStatistics statistics(boolean enabled, Shelves shelves) {
        return new SemanticStatistics(
                enabled,
                shelves.count(),
                shelves.totals().entries(),
                shelves.totals().bytes(),
                hits.sum(),
                misses.sum(),
                shelves.totals().evictions(),
                reported.sum(),
                rejections.entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, reason -> reason.getValue().sum())),
                Duration.ofMillis(savedMillis.sum()),
                savedTokens.sum(),
                lastHits());
    }

    private List<LastHit> lastHits() {
        lock.lock();
        try {
            return List.copyOf(lastHits);
        } finally {
            lock.unlock();
        }
    }

    private LongAdder counter(String name, Tags tags) {
        LongAdder adder = new LongAdder();
        FunctionCounter.builder(PREFIX + name, adder, LongAdder::sum).tags(tags).register(registry);
        return adder;
    }

    private <T> void gauge(String name, T source, ToDoubleFunction<T> value) {
        Gauge.builder(PREFIX + name, source, value).strongReference(true).register(registry);
    }
}
