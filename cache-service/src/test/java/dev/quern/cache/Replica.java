package dev.quern.cache;

import dev.quern.cache.caffeine.CaffeineStore;
import dev.quern.cache.redis.CacheRedis;
import dev.quern.cache.redis.RedisReplicas;
import dev.quern.cache.redis.RedisStore;
import dev.quern.cache.redis.ReplicaSettings;
import dev.quern.protocol.Deadline;
import dev.quern.redis.RedisAddress;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** One replica of the cache with all its levels, in the process of the test. */
final class Replica implements AutoCloseable {
    static final ReplicaSettings QUICK =
            new ReplicaSettings(Duration.ofMillis(600), Duration.ofMillis(300), Duration.ofSeconds(2), 10_000);

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final CacheMetrics metrics = new CacheMetrics(registry);
    final CaffeineStore memory = new CaffeineStore(100_000, 100_000_000, Duration.ofMinutes(5), InstantSource.system());
    private final RedisLink link;
    final RedisStore redis;
    final GuardedStore guarded;
    final RedisReplicas replicas;
    final LayeredCache cache;

    Replica(Vertx vertx, RedisServer server, ReplicaSettings settings, LocalDisk disk, LogPositions positions) {
        this(vertx, server.address(), settings, disk, positions);
    }

    Replica(Vertx vertx, RedisAddress address, ReplicaSettings settings, LocalDisk disk, LogPositions positions) {
        link = new RedisLink(vertx, address);
        redis = new RedisStore(link, CacheRedis.settings(Duration.ofMillis(250)), InstantSource.system());
        guarded = new GuardedStore(
                redis, new Circuit(3, Duration.ofMillis(100), System::nanoTime), metrics, System::nanoTime);
        replicas = new RedisReplicas(vertx, address, settings, positions, new ReplicaMetrics(registry));
        cache = new LayeredCache(memory, List.of(guarded, disk), metrics, replicas, Invalidating.NOTHING);
        replicas.start(cache);
    }

    static Replica start(Vertx vertx, RedisServer server) {
        return new Replica(vertx, server, QUICK, new LocalDisk(), LogPositions.inMemory());
    }

    Optional<String> get(CacheKey key) throws InterruptedException {
        return cache.get(key).map(hit -> Values.text(hit.value()));
    }

    /** Waits for as long as it takes. */
    boolean invalidate(Invalidation invalidation) throws InterruptedException {
        return cache.invalidate(invalidation, Deadline.after(Duration.ofSeconds(30)))
                .confirmed();
    }

    double count(String name) {
        return registry.get(name).counter().count();
    }

    void awaitCoherent() throws Exception {
        Eventually.await("the replica is coherent", replicas::isCoherent);
    }

    @Override
    public void close() throws Exception {
        replicas.close();
        link.close();
    }
}
