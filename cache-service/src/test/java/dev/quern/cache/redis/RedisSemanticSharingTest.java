package dev.quern.cache.redis;

import dev.quern.cache.semantic.SemanticArchive;
import dev.quern.cache.semantic.SemanticSharing;
import dev.quern.redis.RedisServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("redis")
class RedisSemanticSharingTest extends SemanticSharing {
    private final Vertx vertx = Vertx.vertx();
    private final RedisServer server = RedisServer.start();
    private final List<RedisSemanticArchive> archives = new ArrayList<>();

    @Override
    protected SemanticArchive archive() {
        RedisSemanticArchive archive = new RedisSemanticArchive(
                vertx,
                server.address(),
                CacheRedis.settings(Duration.ofSeconds(20)),
                new RedisSemanticArchive.Limits(1_000, Duration.ofHours(2), Duration.ofDays(1)),
                () -> Instant.parse("2026-01-01T00:00:00Z"));
        archives.add(archive);
        return archive;
    }

    @AfterEach
    void close() throws Exception {
        archives.forEach(RedisSemanticArchive::close);
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
