package dev.quern.cache.redis;

import static dev.quern.cache.Values.document;
import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.cache.CacheKey;
import dev.quern.cache.Eventually;
import dev.quern.cache.Invalidation;
import dev.quern.cache.StoreUnavailableException;
import dev.quern.cache.ValueStore;
import dev.quern.cache.ValueStoreContract;
import dev.quern.cache.Values;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@org.junit.jupiter.api.Tag("redis")
class RedisStoreTest extends ValueStoreContract {
    /** Long: the machine that runs the tests may be busy. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static final CacheKey KEY = key("acme", "k");

    private static Vertx vertx;
    private static RedisServer server;
    private static Redis raw;
    private RedisLink link;
    private RedisStore store;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        server = RedisServer.start();
        raw = Redis.createClient(
                vertx, new RedisOptions().setConnectionString(server.uri()).setPassword(RedisServer.PASSWORD));
    }

    @AfterAll
    static void stop() throws Exception {
        raw.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void connect() throws Exception {
        redis(Request.cmd(Command.FLUSHALL));
        link = server.link(vertx);
        store = on(link);
    }

    @AfterEach
    void disconnect() {
        link.close();
    }

    @Override
    protected ValueStore store() {
        return store;
    }

    @Test
    void sharesValuesAndInvalidationsBetweenReplicas() throws Exception {
        try (RedisLink other = server.link(vertx)) {
            RedisStore replica = on(other);
            store.put(KEY, value("v", document("d")));
            assertThat(replica.get(KEY).map(Values::text)).contains("v");

            replica.invalidate(new Invalidation.OfTag("acme", document("d")));
            assertThat(store.get(KEY)).isEmpty();

            store.put(KEY, value("v"));
            replica.invalidate(new Invalidation.OfTenant("acme"));
            assertThat(store.get(KEY)).isEmpty();
        }
    }

    @Test
    void doesNotServeWhatAServerRestoredFromAnOlderState() throws Exception {
        store.put(KEY, value("stale"));
        redis(Request.cmd(Command.SAVE));
        store.invalidate(new Invalidation.OfKey(KEY));

        server.kill();
        server.restart();
        Eventually.await("the store has noticed the new server", this::works);

        assertThat(redis(Request.cmd(Command.EXISTS).arg(RedisNames.value(KEY))))
                .isEqualTo("1");
        assertThat(store.get(KEY)).isEmpty();
        store.put(KEY, value("new"));
        assertThat(store.get(KEY).map(Values::text)).contains("new");
    }

    @Test
    void servesNoValueWhoseTagWasEvicted() throws Exception {
        store.put(KEY, value("v", document("d"), document("e")));

        redis(Request.cmd(Command.DEL).arg(RedisNames.tag("acme", document("d"))));

        assertThat(store.get(KEY)).isEmpty();
    }

    @Test
    void servesNoValueWhoseEpochWasEvicted() throws Exception {
        store.put(KEY, value("v"));

        redis(Request.cmd(Command.DEL).arg(RedisNames.epoch("acme")));

        assertThat(store.get(KEY)).isEmpty();
    }

    @Test
    void servesNothingThatItCannotRead() throws Exception {
        store.put(KEY, value("v"));
        redis(Request.cmd(Command.APPEND).arg(RedisNames.value(KEY)).arg("more"));

        assertThat(store.get(KEY)).isEmpty();
    }

    @Test
    void leavesNothingInRedisWithoutAnEnd() throws Exception {
        store.put(KEY, value("v", Duration.ofMinutes(10), document("d")));
        store.put(key("acme", "longer"), value("v", Duration.ofMinutes(60), document("d")));
        store.put(key("acme", "shorter"), value("v", Duration.ofMinutes(1), document("d")));

        long valueLives = Long.parseLong(redis(Request.cmd(Command.PTTL).arg(RedisNames.value(KEY))));
        long tagLives = Long.parseLong(redis(Request.cmd(Command.PTTL).arg(RedisNames.tag("acme", document("d")))));

        assertThat(Duration.ofMillis(valueLives)).isBetween(Duration.ofMinutes(8), Duration.ofMinutes(10));
        assertThat(Duration.ofMillis(tagLives)).isBetween(Duration.ofMinutes(50), Duration.ofMinutes(60));
    }

    @Test
    void storesLongTextsCompressed() throws Exception {
        store.put(KEY, value("to be or not to be ".repeat(10_000)));

        assertThat(Long.parseLong(redis(Request.cmd(Command.STRLEN).arg(RedisNames.value(KEY)))))
                .isLessThan(10_000);
    }

    @Test
    void doesNotLetAConnectionThatWasGivenUpUndoAnInvalidation() throws Exception {
        // The silence that makes the link open a new connection is longer than this timeout.
        try (RedisLink other = server.link(vertx)) {
            RedisStore hasty =
                    new RedisStore(other, CacheRedis.settings(Duration.ofMillis(700)), InstantSource.system());
            Eventually.await("connected", () -> works(hasty));
            server.freeze();
            try {
                assertThatThrownBy(() -> hasty.put(KEY, value("stale"))).isInstanceOf(StoreUnavailableException.class);
                assertThatThrownBy(hasty::check).isInstanceOf(StoreUnavailableException.class);
            } finally {
                server.thaw();
            }
            Eventually.await("connected again", () -> works(hasty));
            hasty.invalidate(new Invalidation.OfKey(KEY));

            assertThat(hasty.get(KEY)).isEmpty();
            assertThat(store.get(KEY)).isEmpty();
        }
    }

    @Override
    protected long counted(long values) {
        return 0;
    }

    private static RedisStore on(RedisLink link) {
        return new RedisStore(link, CacheRedis.settings(TIMEOUT), InstantSource.system());
    }

    private boolean works() throws InterruptedException {
        return works(store);
    }

    private static boolean works(RedisStore store) throws InterruptedException {
        try {
            store.check();
            return true;
        } catch (StoreUnavailableException notYet) {
            return false;
        }
    }

    private static String redis(Request request) throws Exception {
        return String.valueOf(
                raw.send(request).toCompletionStage().toCompletableFuture().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
    }
}
