package dev.quern.embedding;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * Vectors that were computed lately. A tenant sees only its own: otherwise the speed of an answer would tell that
 * somebody else has the same text.
 *
 * <p>cache-service is not asked for them. It would spare some 6 ms of computing where another replica has embedded the
 * text (benchmarks/results/2026-11-21-embedding.md), but a question that is asked again is answered before it gets here,
 * and every new text, of which bulk ingestion has nothing else, would wait .2 to 1 ms more for one Get each.
 */
final class VectorCache {
    /** An entry of the size that the number of entries is meant for; longer vectors count for more. */
    private static final int USUAL_DIMENSIONS = 384;

    private final Cache<Key, Embedding> entries;

    /** @param model with its exact version; nothing that another version made is ever found */
    private record Key(String tenant, String model, Purpose purpose, String textDigest) {}

    /** @param maxEntries none when 0 */
    VectorCache(int maxEntries, Duration timeToLive, MeterRegistry registry) {
        entries = Caffeine.newBuilder()
                .maximumWeight(maxEntries)
                .weigher((Key key, Embedding embedding) -> 1 + (embedding.vector().length - 1) / USUAL_DIMENSIONS)
                .expireAfterWrite(timeToLive)
                .executor(Runnable::run)
                .recordStats()
                .build();
        CaffeineCacheMetrics.monitor(registry, entries, "embedding");
    }

    Optional<Embedding> get(String tenant, ModelDescription model, Purpose purpose, String text) {
        return Optional.ofNullable(entries.getIfPresent(key(tenant, model, purpose, text)));
    }

    void put(String tenant, ModelDescription model, Purpose purpose, String text, Embedding embedding) {
        entries.put(key(tenant, model, purpose, text), embedding);
    }

    private static Key key(String tenant, ModelDescription model, Purpose purpose, String text) {
        return new Key(tenant, model.exactName(), purpose, digest(text));
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
