package dev.quern.cache;

import static dev.quern.cache.Values.document;
import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.CacheWiring.LowerLevels;
import dev.quern.cache.caffeine.CaffeineStore;
import dev.quern.cache.redis.CacheRedis;
import dev.quern.cache.redis.RedisStore;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real Redis that is slow, full, read-only, flushed or locked: answers go on, it shows, and it passes by itself. */
@org.junit.jupiter.api.Tag("redis")
class RedisFailuresTest {
    private static final CacheKey KEY = key("acme", "k");

    private final Vertx vertx = Vertx.vertx();
    private final CacheMetrics metrics = new CacheMetrics(new SimpleMeterRegistry());
    private RedisServer server;
    private RedisLink link;
    private GuardedStore guarded;
    private LayeredCache cache;

    @BeforeEach
    void start() {
        server = RedisServer.start("--enable-debug-command", "local", "--maxmemory-policy", "noeviction");
        link = server.link(vertx);
        guarded = new GuardedStore(
                new RedisStore(link, CacheRedis.settings(Duration.ofMillis(250)), InstantSource.system()),
                new Circuit(3, Duration.ofMillis(50), System::nanoTime),
                metrics,
                System::nanoTime);
        // Memory forgets at once, so that reads come from Redis.
        cache = new LayeredCache(
                new CaffeineStore(1_000, 10_000_000, Duration.ofNanos(1), InstantSource.system()),
                List.of(guarded),
                metrics);
    }

    @AfterEach
    void stop() throws Exception {
        link.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void goesOnWithoutARedisThatPauses() throws Exception {
        awaitUse();
        server.command("CLIENT", "PAUSE", "2500", "ALL");

        awaitDegradation();

        awaitUse();
        assertThat(isDegraded()).isFalse();
    }

    @Test
    void goesOnWithoutARedisThatIsBusy() throws Exception {
        awaitUse();
        Thread busy = Thread.ofVirtual().start(() -> {
            try {
                server.command("DEBUG", "SLEEP", "2");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });

        awaitDegradation();

        busy.join();
        awaitUse();
    }

    @Test
    void readsFromAFullRedisAndKeepsNoOldValueInIt() throws Exception {
        awaitUse();
        cache.put(KEY, value("kept"));
        cache.put(key("acme", "replaced"), value("old"));
        server.command("CONFIG", "SET", "maxmemory", "1");
        long before = metrics.failures(CacheLevel.REDIS);

        for (int i = 0; i < 10; i++) {
            cache.put(key("acme", "new" + i), value("v"));
        }
        cache.put(key("acme", "replaced"), value("new"));

        assertThat(metrics.failures(CacheLevel.REDIS)).isEqualTo(before + 11);
        assertThat(guarded.isTrusted()).isTrue();
        assertThat(cache.get(KEY).map(hit -> hit.level())).contains(CacheLevel.REDIS);
        assertThat(cache.get(key("acme", "replaced"))).isEmpty();
        assertThat(cache.get(key("acme", "new1"))).isEmpty();

        cache.put(key("acme", "tagged"), value("v", document("d")));
        cache.invalidate(new Invalidation.OfTenant("acme"));
        assertThat(cache.get(KEY)).isEmpty();

        server.command("CONFIG", "SET", "maxmemory", "0");
        awaitUse();
    }

    @Test
    void goesOnWithoutARedisThatBecameAReplica() throws Exception {
        awaitUse();
        cache.put(KEY, value("stale"));
        server.command("REPLICAOF", "127.0.0.1", "1");

        awaitDegradation();
        cache.invalidate(new Invalidation.OfKey(KEY));
        assertThat(cache.get(KEY)).isEmpty();

        server.command("REPLICAOF", "NO", "ONE");
        awaitUse();
        assertThat(cache.get(KEY)).isEmpty();
    }

    @Test
    void goesOnAfterAFlush() throws Exception {
        awaitUse();
        cache.put(KEY, value("v"));
        server.command("FLUSHALL");

        assertThat(cache.get(KEY)).isEmpty();
        cache.put(KEY, value("w"));
        assertThat(cache.get(KEY).map(hit -> Values.text(hit.value()))).contains("w");
        assertThat(guarded.isTrusted()).isTrue();
    }

    @Test
    void goesOnAfterARestartWithNothing() throws Exception {
        awaitUse();
        cache.put(KEY, value("v"));
        server.kill();
        awaitDegradation();
        server.restart();

        awaitUse();
        assertThat(cache.get(KEY)).isEmpty();
    }

    @Test
    void goesOnWithoutARedisThatWantsAnotherPassword() throws Exception {
        awaitUse();
        server.command("CONFIG", "SET", "requirepass", "another");
        server.command("-a", "another", "CLIENT", "KILL", "TYPE", "normal");

        awaitDegradation();

        server.command("-a", "another", "CONFIG", "SET", "requirepass", RedisServer.PASSWORD);
        awaitUse();
    }

    private void awaitDegradation() throws Exception {
        long before = metrics.failures(CacheLevel.REDIS);
        CacheKey other = key("acme", "other");
        Eventually.await("Redis is left alone", () -> {
            cache.put(other, value("v"));
            cache.get(other);
            return !guarded.isTrusted();
        });
        assertThat(isDegraded()).isTrue();
        assertThat(metrics.failures(CacheLevel.REDIS)).isGreaterThan(before);
    }

    private void awaitUse() throws Exception {
        CacheKey probe = key("probe", "k");
        Eventually.await("Redis is used", () -> {
            cache.put(probe, value("v"));
            return cache.get(probe).map(hit -> hit.level()).equals(java.util.Optional.of(CacheLevel.REDIS));
        });
    }

    /** Ready it must be in any case. */
    private boolean isDegraded() {
        HealthCheckResponse health =
                new CacheReadiness(new LowerLevels(List.of(guarded), FlightLeases.ALONE), Replicas.ALONE).call();
        assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        return Boolean.TRUE.equals(health.getData().orElseThrow().get("degraded"));
    }
}
