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
import dev.quern.cache.Values;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisSentinels;
import dev.quern.redis.RedisServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A master and a replica under three sentinels, all of them real. */
@org.junit.jupiter.api.Tag("redis")
class RedisSentinelTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final CacheKey KEY = key("acme", "k");

    private final Vertx vertx = Vertx.vertx();
    private RedisSentinels sentinels;
    private RedisLink link;
    private RedisStore store;

    @BeforeEach
    void start() throws Exception {
        sentinels = RedisSentinels.start();
        link = link();
        store = store(link);
    }

    @AfterEach
    void stop() throws Exception {
        link.close();
        sentinels.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void goesOverToTheReplicaThatIsPromotedAndServesNothingFromBefore() throws Exception {
        sentinels.awaitReady();
        store.put(KEY, value("before", document("d")));
        Eventually.await(
                "the replica has it",
                () -> sentinels
                        .replica()
                        .command("EXISTS", RedisNames.value(KEY))
                        .equals("1"));
        sentinels.master().kill();
        assertThat(works(store)).isFalse();

        Eventually.await("the replica is promoted and found", () -> works(store));

        assertThat(store.get(KEY)).isEmpty();
        store.put(KEY, value("after"));
        assertThat(store.get(KEY).map(Values::text)).contains("after");
        assertThat(sentinels.replica().command("EXISTS", RedisNames.value(KEY))).isEqualTo("1");
    }

    @Test
    void leavesAMasterThatWasReplacedWithoutKnowingIt() throws Exception {
        sentinels.awaitReady();
        store.put(KEY, value("before"));
        assertThat(store.get(KEY)).isPresent();

        sentinels.failOver();
        // Nothing but the sentinels' word makes the link leave, while the former master still answers.
        Eventually.await("the new master is used", () -> works(store) && putsInto(sentinels.replica()));

        store.invalidate(new Invalidation.OfKey(KEY));
        assertThat(store.get(KEY)).isEmpty();
    }

    @Test
    void usesNoMasterThatOnlyAMinorityNames() throws Exception {
        assertThat(works(store)).isTrue();
        sentinels.sentinel(1).kill();
        try (RedisLink another = link()) {
            assertThat(works(store(another))).isTrue();
        }

        sentinels.sentinel(2).kill();

        Eventually.await("the master is not trusted any more", () -> !works(store));
        assertThatThrownBy(store::check)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("no majority of the 3 sentinels");
    }

    private boolean putsInto(RedisServer server) throws Exception {
        try {
            store.put(key("acme", "probe"), value("v"));
            return server.command("EXISTS", RedisNames.value(key("acme", "probe")))
                    .equals("1");
        } catch (StoreUnavailableException notYet) {
            return false;
        }
    }

    private RedisLink link() {
        return new RedisLink(vertx, sentinels.address());
    }

    private static RedisStore store(RedisLink link) {
        return new RedisStore(link, CacheRedis.settings(TIMEOUT), InstantSource.system());
    }

    private static boolean works(RedisStore store) throws InterruptedException {
        try {
            store.check();
            return true;
        } catch (StoreUnavailableException away) {
            return false;
        }
    }
}
