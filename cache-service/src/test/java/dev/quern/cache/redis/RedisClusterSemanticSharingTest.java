package dev.quern.cache.redis;

import dev.quern.cache.semantic.SemanticArchive;
import dev.quern.cache.semantic.SemanticSharing;
import dev.quern.redis.RedisCluster;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** What a tenant has is on one node; its tenants here are on several. */
@Tag("redis")
class RedisClusterSemanticSharingTest extends SemanticSharing {
    private static Vertx vertx;
    private static RedisCluster cluster;
    private final List<RedisSemanticArchive> archives = new ArrayList<>();

    @BeforeAll
    static void startCluster() throws Exception {
        vertx = Vertx.vertx();
        cluster = RedisCluster.start();
    }

    @AfterAll
    static void stopCluster() throws Exception {
        cluster.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    protected SemanticArchive archive() {
        RedisSemanticArchive archive = new RedisSemanticArchive(
                vertx,
                cluster.address(),
                CacheRedis.settings(Duration.ofSeconds(20)),
                new RedisSemanticArchive.Limits(1_000, Duration.ofHours(2), Duration.ofDays(1)),
                () -> Instant.parse("2026-01-01T00:00:00Z"));
        archives.add(archive);
        return archive;
    }

    @AfterEach
    void close() throws Exception {
        archives.forEach(RedisSemanticArchive::close);
        cluster.flush();
    }
}
