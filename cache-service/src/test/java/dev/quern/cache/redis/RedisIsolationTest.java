package dev.quern.cache.redis;

import dev.quern.cache.TenantIsolation;
import dev.quern.cache.ValueStore;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.lifecycle.AfterContainer;

@net.jqwik.api.Tag("redis")
class RedisIsolationTest extends TenantIsolation {
    private static final Vertx vertx = Vertx.vertx();
    private static final RedisServer server = RedisServer.start();
    private static final RedisLink link = server.link(vertx);
    private static final RedisStore store =
            new RedisStore(link, CacheRedis.settings(Duration.ofSeconds(20)), InstantSource.system());

    @AfterContainer
    static void stop() throws Exception {
        link.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    protected ValueStore store() {
        return store;
    }
}
