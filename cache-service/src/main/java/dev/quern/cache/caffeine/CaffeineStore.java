package dev.quern.cache.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.quern.cache.CacheKey;
import dev.quern.cache.CacheLevel;
import dev.quern.cache.CachedValue;
import dev.quern.cache.Invalidation;
import dev.quern.cache.Usage;
import dev.quern.cache.ValueStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values in this process's memory. Always there, never waits. */
public final class CaffeineStore implements ValueStore {
    /** The share of {@link #longest} by which a value may go early, so that values do not go together. */
    private static final double JITTER = 0.1;

    private final Cache<CacheKey, Entry> cache;
    private final TagIndex index = new TagIndex();
    private final long size;
    private final Duration longest;
    private final InstantSource clock;
    /** Milliseconds since 1970 at which the values were stored, summed up. */
    private final LongAdder storedAt = new LongAdder();

    private final LongAdder bytes = new LongAdder();
    private final LongAdder evictions = new LongAdder();

    /**
     * @param entries that it holds at most
     * @param size that it holds at most, in bytes
     * @param longest that a value is held, whatever its own time to live
     */
    public CaffeineStore(int entries, long size, Duration longest, InstantSource clock) {
        if (entries < 1 || size < 1) {
            throw new IllegalArgumentException("quern.cache.memory.entries and .bytes must be at least 1");
        }
        this.size = size;
        this.longest = longest;
        this.clock = clock;
        // Caffeine has one bound; with every entry weighing at least its even share, this one keeps both.
        int evenShare = Math.toIntExact(Math.min(Integer.MAX_VALUE, Math.ceilDiv(size, entries)));
        this.cache = Caffeine.newBuilder()
                .maximumWeight(size)
                .weigher((CacheKey _, Entry entry) -> Math.max(evenShare, entry.bytes()))
                .expireAfter(Expiry.writing((CacheKey _, Entry entry) -> entry.lifetime()))
                .scheduler(Scheduler.systemScheduler())
                .executor(Runnable::run)
                .removalListener(this::removed)
                .build();
    }

    @Override
    public CacheLevel level() {
        return CacheLevel.MEMORY;
    }

    @Override
    public Optional<CachedValue> get(CacheKey key) {
        return Optional.ofNullable(cache.getIfPresent(key)).map(Entry::value);
    }

    @Override
    public void put(CacheKey key, CachedValue value) {
        Duration remaining = value.remaining(clock.instant());
        if (remaining.isZero()) {
            cache.invalidate(key);
            return;
        }
        double share = 1 - JITTER * ThreadLocalRandom.current().nextDouble();
        Duration limit = Duration.ofNanos((long) (longest.toNanos() * share));
        Entry entry = new Entry(key, value, remaining.compareTo(limit) < 0 ? remaining : limit);
        index.add(entry);
        bytes.add(entry.bytes());
        storedAt.add(value.storedAt().toEpochMilli());
        cache.put(key, entry);
    }

    @Override
    public long invalidate(Invalidation invalidation) {
        return switch (invalidation) {
            case Invalidation.OfKey one -> cache.asMap().remove(one.key()) == null ? 0 : 1;
            case Invalidation.OfTag tagged -> drop(index.tagged(tagged.tenant(), tagged.tag()));
            case Invalidation.OfPattern some ->
                dropKeys(key ->
                        key.tenant().equals(some.tenant()) && some.pattern().matches(key.key()));
            case Invalidation.OfTenant all -> dropKeys(key -> key.tenant().equals(all.tenant()));
        };
    }

    @Override
    public void dropChangeable() {
        dropKeys(key -> key.type().canChange());
    }

    @Override
    public Usage usage() {
        long entries = cache.estimatedSize();
        return new Usage(entries, bytes.sum(), evictions.sum(), meanAge(entries));
    }

    /** Holds that share of its size at most from now on, of its bytes and its entries. */
    public void resize(double share) {
        cache.policy().eviction().orElseThrow().setMaximum((long) (size * share));
    }

    @Override
    public void check() {}

    /** Tags that the index knows. */
    int tags() {
        return index.size();
    }

    private Duration meanAge(long entries) {
        long millis = entries == 0 ? 0 : clock.millis() - storedAt.sum() / entries;
        return Duration.ofMillis(Math.max(0, millis));
    }

    private long dropKeys(Predicate<CacheKey> condition) {
        Stream<Entry> entries = cache.asMap().values().stream();
        return drop(entries.filter(entry -> condition.test(entry.key())).toList());
    }

    private long drop(Collection<Entry> entries) {
        return entries.stream()
                .filter(entry -> cache.asMap().remove(entry.key(), entry))
                .count();
    }

    private void removed(@Nullable CacheKey key, @Nullable Entry entry, RemovalCause cause) {
        if (entry != null) {
            index.remove(entry);
            bytes.add(-entry.bytes());
            storedAt.add(-entry.value().storedAt().toEpochMilli());
        }
        if (cause == RemovalCause.SIZE) {
            evictions.increment();
        }
    }
}
