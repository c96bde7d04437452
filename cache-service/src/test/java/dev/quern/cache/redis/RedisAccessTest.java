package dev.quern.cache.redis;

import static dev.quern.cache.Values.document;
import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.CacheKey;
import dev.quern.cache.Glob;
import dev.quern.cache.Invalidation;
import dev.quern.cache.LocalLevels;
import dev.quern.cache.LogPositions;
import dev.quern.cache.ReplicaMetrics;
import dev.quern.cache.Values;
import dev.quern.cache.semantic.ArchivedQuestion;
import dev.quern.cache.semantic.SemanticArchive;
import dev.quern.cache.semantic.SemanticNamespace;
import dev.quern.cache.semantic.TenantCollection;
import dev.quern.cache.semantic.TenantNamespace;
import dev.quern.protocol.Deadline;
import dev.quern.redis.Login;
import dev.quern.redis.RedisAddress;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Redis has to let the cache do. */
@org.junit.jupiter.api.Tag("redis")
class RedisAccessTest {
    private static final CacheKey KEY = key("acme", "k");

    /** As docs/operations.md has it. */
    private static final String[] RULES = {
        "on",
        ">a password of the user",
        "~quern:cache:*",
        "+ping",
        "+info",
        "+time",
        "+client|id",
        "+client|kill",
        "+cluster|slots",
        "+select",
        "+eval",
        "+mget",
        "+get",
        "+set",
        "+pttl",
        "+pexpire",
        "+exists",
        "+unlink",
        "+scan",
        "+dbsize",
        "+hget",
        "+hset",
        "+hdel",
        "+hgetall",
        "+xadd",
        "+xread",
        "+xrange",
        "+xrevrange",
        "+xtrim",
        "+zadd",
        "+zrange",
        "+zremrangebyrank",
        "+zremrangebyscore"
    };

    private static Vertx vertx;
    private static RedisServer server;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        server = RedisServer.start();
        String[] command = new String[RULES.length + 3];
        System.arraycopy(new String[] {"ACL", "SETUSER", "quern"}, 0, command, 0, 3);
        System.arraycopy(RULES, 0, command, 3, RULES.length);
        assertThat(server.command(command)).isEqualTo("OK");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aUserWithFewRightsIsEnough() throws Exception {
        RedisAddress address = server.address().as(Optional.of(new Login("quern", "a password of the user")));
        try (RedisLink link = new RedisLink(vertx, address, MemoryAdvice::of)) {
            RedisStore store = store(link);
            store.put(KEY, value("v", document("d")));
            assertThat(store.get(KEY).map(Values::text)).contains("v");
            store.invalidate(new Invalidation.OfPattern("acme", new Glob("x*")));
            store.invalidate(new Invalidation.OfTag("acme", document("d")));
            store.invalidate(new Invalidation.OfKey(KEY));
            store.invalidate(new Invalidation.OfTenant("acme"));
            assertThat(new RedisFlightLeases(link, Duration.ofSeconds(20), Duration.ofMinutes(1))
                            .take(KEY, Duration.ofMinutes(1)))
                    .isTrue();
            assertThat(server.command("EXISTS", RedisNames.lease(KEY))).isEqualTo("1");
            store.check();
            assertThat(store.usage().entries()).isPositive();
            assertThat(store.advice()).isNotEmpty();
        }
    }

    @Test
    void aUserWithFewRightsIsEnoughForReplicasAndTheSemanticCache() throws Exception {
        RedisAddress address = server.address().as(Optional.of(new Login("quern", "a password of the user")));
        TenantNamespace namespace =
                new TenantNamespace("acme", new SemanticNamespace("docs", "v1", "m", "p", "en", ""));
        TenantCollection collection = new TenantCollection("acme", "docs");
        server.command("ACL", "LOG", "RESET");
        try (RedisReplicas replicas = replicas(address);
                RedisReplicas others = replicas(address);
                RedisSemanticArchive archive = new RedisSemanticArchive(
                        vertx,
                        address,
                        CacheRedis.settings(Duration.ofSeconds(20)),
                        new RedisSemanticArchive.Limits(100, Duration.ofHours(1), Duration.ofHours(1)),
                        InstantSource.system())) {
            replicas.start(new NoLevels());
            others.start(new NoLevels());
            replicas.replaced(KEY);
            assertThat(replicas.invalidated(new Invalidation.OfKey(KEY), Deadline.after(Duration.ofSeconds(20))))
                    .isTrue();
            assertThat(others.isCoherent()).isTrue();

            archive.store(namespace, new ArchivedQuestion("id", "q", new float[] {1}, value("v", document("d"))));
            assertThat(archive.read(namespace, SemanticArchive.Position.BEGIN).changes())
                    .hasSize(1);
            archive.report(collection, "id", Instant.now());
            assertThat(archive.reports(collection)).containsKey("id");
            archive.remove(namespace, "id");
            archive.removeTagged("acme", document("d"));
            archive.outdate("acme");
        }
        assertThat(server.command("ACL", "LOG")).isEmpty();
    }

    @Test
    void theRightsAreThoseThatAreDocumented() throws Exception {
        String documented = Files.readString(Path.of("../docs/operations.md")).replaceAll("\\s+", " ");

        assertThat(documented)
                .contains(String.join(" ", RULES)
                        .replace(">a password of the user", ">PASSWORD")
                        .replaceFirst("^", "ACL SETUSER quern "));
    }

    private static RedisReplicas replicas(RedisAddress address) {
        return new RedisReplicas(
                vertx,
                address,
                new ReplicaSettings(Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(2), 100),
                LogPositions.inMemory(),
                new ReplicaMetrics(new SimpleMeterRegistry()));
    }

    private static RedisStore store(RedisLink link) {
        return new RedisStore(link, CacheRedis.settings(Duration.ofSeconds(20)), InstantSource.system());
    }

    /** What has nothing never has to drop anything. */
    private static final class NoLevels implements LocalLevels {
        @Override
        public void drop(Invalidation invalidation) {}

        @Override
        public void dropReplaced(CacheKey key) {}

        @Override
        public void dropChangeable(boolean diskToo) {}

        @Override
        public boolean isSettled(String tenant) {
            return true;
        }

        @Override
        public boolean settle(String tenant) {
            return true;
        }
    }
}
