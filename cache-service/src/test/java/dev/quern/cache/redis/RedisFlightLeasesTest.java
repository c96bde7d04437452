package dev.quern.cache.redis;

import static dev.quern.cache.Values.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.CacheKey;
import dev.quern.cache.Eventually;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@org.junit.jupiter.api.Tag("redis")
class RedisFlightLeasesTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration LAPSE = Duration.ofMinutes(1);
    private static final CacheKey KEY = key("acme", "k");

    private static Vertx vertx;
    private static RedisServer server;
    private RedisLink link;
    private RedisLink otherLink;
    private RedisFlightLeases leases;
    private RedisFlightLeases others;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void connect() throws Exception {
        server.command("FLUSHALL");
        link = server.link(vertx);
        otherLink = server.link(vertx);
        leases = new RedisFlightLeases(link, TIMEOUT, PAUSE);
        others = new RedisFlightLeases(otherLink, TIMEOUT, PAUSE);
    }

    @AfterEach
    void disconnect() {
        link.close();
        otherLink.close();
    }

    @Test
    void goToOneReplicaUntilItGivesThemBack() throws Exception {
        assertThat(leases.take(KEY, LAPSE)).isTrue();
        assertThat(others.take(KEY, LAPSE)).isFalse();
        assertThat(others.take(key("globex", "k"), LAPSE)).isTrue();

        leases.give(KEY);

        assertThat(others.take(KEY, LAPSE)).isTrue();
    }

    @Test
    void areGivenBackByTheirHolderOnly() throws Exception {
        leases.take(KEY, LAPSE);

        others.give(KEY);

        assertThat(others.take(KEY, LAPSE)).isFalse();
        assertThat(leases.take(KEY, LAPSE)).isTrue();
    }

    @Test
    void lapse() throws Exception {
        leases.take(KEY, Duration.ofMillis(100));

        Eventually.await("the lease lapses", () -> others.take(KEY, LAPSE));
        leases.give(KEY);

        assertThat(leases.take(KEY, LAPSE)).isFalse();
    }

    @Test
    void areEverybodysWhileRedisIsAwayAndOnesAgainLater() throws Exception {
        try (RedisServer mortal = RedisServer.start();
                RedisLink one = mortal.link(vertx);
                RedisLink two = mortal.link(vertx)) {
            RedisFlightLeases first = new RedisFlightLeases(one, TIMEOUT, PAUSE);
            RedisFlightLeases second = new RedisFlightLeases(two, TIMEOUT, PAUSE);
            first.take(KEY, LAPSE);
            mortal.kill();

            assertThat(first.take(KEY, LAPSE)).isTrue();
            assertThat(second.take(KEY, LAPSE)).isTrue();
            first.give(KEY);

            mortal.restart();
            Eventually.await("leases work again", () -> first.take(KEY, LAPSE) && !second.take(KEY, LAPSE));
        }
    }
}
