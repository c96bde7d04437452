package dev.quern.protocol.grpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quern.protocol.Call;
import java.time.Duration;
import java.util.Optional;

/**
 * Copies of cached values in this process, for tenants whose invalidations it hears of ({@link InvalidationWatch}). An
 * invalidation of more than one key drops all copies of its tenant: they are few, and soon there again.
 */
final class LocalCopies<V> {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final InvalidationWatch watch;
    private final int most;
    private final Cache<Key, Copy<V>> copies;

    private record Key(String tenant, String key) {}

    /** @param stamp of the key's when the value was asked for */
    private record Copy<V>(V value, long stamp) {}

    LocalCopies(InvalidationWatch watch, int most) {
        this.watch = watch;
        this.most = most;
        this.copies = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(LONGEST)
                .executor(Runnable::run)
                .build();
    }

    Optional<V> find(String tenant, String key) {
        Copy<V> copy = copies.getIfPresent(new Key(tenant, key));
        // Asked after the copy was read: an invalidation that was heard of before counts.
        return copy != null && watch.stamp(tenant, key) == copy.stamp() ? Optional.of(copy.value()) : Optional.empty();
    }

    /**
     * To be taken before the value is asked for. Begins to listen for the tenant.
     *
     * @param key as cache-service knows it
     */
    long stamp(Call call, String key) {
        if (most == 0) {
            return Hearing.DEAF;
        }
        watch.begin(call);
        return watch.settledStamp(call.tenant(), key);
    }

    void keep(String tenant, String key, long stamp, V value) {
        if (stamp != Hearing.DEAF) {
            copies.put(new Key(tenant, key), new Copy<>(value, stamp));
        }
    }

    void drop(String tenant, String key) {
        copies.invalidate(new Key(tenant, key));
    }
}
