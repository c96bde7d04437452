package dev.quern.cache;

import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both levels, with a real Redis that dies, hangs and comes back while it is used. */
@org.junit.jupiter.api.Tag("redis")
class RedisOutageTest {
    /** Memory forgets so soon that reads come from Redis. */
    private static final Duration MEMORY = Duration.ofMillis(2);

    private final Vertx vertx = Vertx.vertx();
    private final CacheMetrics metrics = new CacheMetrics(new SimpleMeterRegistry());
    private RedisServer server;
    private RedisLink link;
    private GuardedStore guarded;
    private LayeredCache cache;

    @BeforeEach
    void start() throws Exception {
        server = RedisServer.start();
        link = server.link(vertx);
        guarded = new GuardedStore(
                new RedisStore(link, CacheRedis.settings(Duration.ofMillis(250)), InstantSource.system()),
                new Circuit(3, Duration.ofMillis(50), System::nanoTime),
                metrics,
                System::nanoTime);
        cache = new LayeredCache(
                new CaffeineStore(1_000, 10_000_000, MEMORY, InstantSource.system()), List.of(guarded), metrics);
    }

    @AfterEach
    void stop() throws Exception {
        link.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void servesNothingThatWasInvalidatedWhileRedisWasDead() throws Exception {
        awaitRedis("warm");
        cache.put(key("acme", "k"), value("stale"));
        server.kill();
        cache.invalidate(new Invalidation.OfKey(key("acme", "k")));
        server.restart();
        awaitRedis("again");

        assertThat(cache.get(key("acme", "k"))).isEmpty();
    }

    @Test
    void servesNothingThatWasInvalidatedWhileRedisHung() throws Exception {
        awaitRedis("warm");
        cache.put(key("acme", "k"), value("stale"));
        server.freeze();
        // From then on nothing is even sent.
        Eventually.await("Redis is left alone", () -> {
            cache.get(key("acme", "other"));
            return !guarded.isTrusted();
        });
        cache.invalidate(new Invalidation.OfKey(key("acme", "k")));
        server.thaw();
        awaitRedis("again");

        assertThat(cache.get(key("acme", "k"))).isEmpty();
    }

    @Test
    void failsNoRequestAndServesNothingStaleWhileRedisComesAndGoes() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger rounds = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> workers = IntStream.range(0, 8)
                    .mapToObj(worker -> CompletableFuture.runAsync(() -> use(worker, over, rounds), threads))
                    .toList();
            try {
                for (int outage = 0; outage < 3; outage++) {
                    awaitRedis("between outages " + outage);
                    awaitRounds(rounds);
                    server.kill();
                    awaitRounds(rounds);
                    server.restart();
                    awaitRedis("between outages again " + outage);
                    server.freeze();
                    awaitRounds(rounds);
                    server.thaw();
                }
            } finally {
                over.set(true);
            }
            for (CompletableFuture<Void> worker : workers) {
                worker.get(60, TimeUnit.SECONDS);
            }
        }
        assertThat(metrics.hits(CacheLevel.REDIS)).isPositive();
        assertThat(metrics.failures(CacheLevel.REDIS)).isPositive();
    }

    /** Counts up under one key, invalidating each number before the next; no number must be seen after that. */
    private void use(int worker, AtomicBoolean over, AtomicInteger rounds) {
        CacheKey key = key("tenant" + worker % 2, "k" + worker);
        Tag tag = Values.document("d" + worker);
        try {
            for (int round = 0; !over.get(); round++) {
                cache.put(key, value("r" + round, tag));
                for (int read = 0; read < 5; read++) {
                    String found =
                            cache.get(key).map(hit -> Values.text(hit.value())).orElse("r" + round);
                    assertThat(found).isEqualTo("r" + round);
                    TimeUnit.NANOSECONDS.sleep(MEMORY.toNanos() / 2);
                }
                cache.invalidate(
                        round % 2 == 0 ? new Invalidation.OfKey(key) : new Invalidation.OfTag(key.tenant(), tag));
                assertThat(cache.get(key)).isEmpty();
                rounds.incrementAndGet();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitRounds(AtomicInteger rounds) throws Exception {
        int before = rounds.get();
        Eventually.await("work goes on", () -> rounds.get() > before + 40);
    }

    private void awaitRedis(String name) throws Exception {
        CacheKey probe = key("probe", name);
        Eventually.await("Redis is used", () -> {
            cache.put(probe, value("v"));
            long before = metrics.hits(CacheLevel.REDIS);
            Eventually.await("memory forgets", () -> cache.peek(probe).isEmpty());
            cache.get(probe);
            return metrics.hits(CacheLevel.REDIS) > before;
        });
    }
}
