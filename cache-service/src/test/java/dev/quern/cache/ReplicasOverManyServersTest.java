package dev.quern.cache;

import static dev.quern.cache.Values.document;
import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.redis.RedisAddress;
import dev.quern.redis.RedisCluster;
import dev.quern.redis.RedisSentinels;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replicas that share a cluster, or a master that is replaced. */
@org.junit.jupiter.api.Tag("redis")
class ReplicasOverManyServersTest {
    private static final CacheKey KEY = key("acme", "k");
    private static final Invalidation DROP = new Invalidation.OfKey(KEY);
    private static final int ROUNDS_AFTERWARDS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final List<Replica> started = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (Replica replica : started) {
            replica.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void hearEachOtherInAClusterWhoeverServesTheTenantAndTheLog() throws Exception {
        try (RedisCluster cluster = RedisCluster.start()) {
            Replica one = start(cluster.address());
            Replica other = start(cluster.address());
            // On several masters, while the log is on one.
            for (int i = 0; i < 10; i++) {
                dropsEverywhere(one, other, "tenant" + i);
            }

            try (AutoCloseable _ = cluster.moveAway("quern:cache:{replicas}:log")) {
                Eventually.await("they find the log", () -> other.count("quern.cache.replicas.restarts") == 2);
                dropsEverywhere(one, other, "acme");
            }
        }
    }

    @Test
    void serveNothingThatWasInvalidatedWhileSentinelsReplaceTheMaster() throws Exception {
        try (RedisSentinels sentinels = RedisSentinels.start()) {
            Replica one = start(sentinels.address());
            Replica other = start(sentinels.address());
            sentinels.awaitReady();
            dropsEverywhere(one, other, "acme");
            one.cache.put(KEY, value("before"));
            assertThat(other.get(KEY)).contains("before");

            sentinels.master().kill();
            int confirmedAfterwards = 0;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            for (int i = 0; confirmedAfterwards < ROUNDS_AFTERWARDS; i++) {
                assertThat(System.nanoTime())
                        .as("the replicas find each other again")
                        .isLessThan(end);
                if (one.invalidate(DROP)) {
                    assertThat(other.get(KEY)).isEmpty();
                    assertThat(one.get(KEY)).isEmpty();
                    confirmedAfterwards += one.replicas.isCoherent() && other.replicas.isCoherent() ? 1 : 0;
                }
                one.cache.put(KEY, value("v" + i));
                // So that it has something to drop.
                other.get(KEY);
            }

            assertThat(sentinels.replica().command("ROLE")).startsWith("master");
            assertThat(other.count("quern.cache.replicas.restarts")).isGreaterThan(1);
            dropsEverywhere(one, other, "acme");
        }
    }

    private static void dropsEverywhere(Replica one, Replica other, String tenant) throws Exception {
        CacheKey key = key(tenant, "k");
        for (Invalidation invalidation : List.of(
                new Invalidation.OfKey(key),
                new Invalidation.OfTag(tenant, document("d")),
                new Invalidation.OfTenant(tenant))) {
            Eventually.await("it is shared", () -> {
                one.cache.put(key, value("v", document("d")));
                return other.get(key).isPresent() && other.memory.get(key).isPresent();
            });

            Eventually.await("it is confirmed", () -> one.invalidate(invalidation));

            assertThat(other.memory.get(key)).isEmpty();
            assertThat(other.get(key)).isEmpty();
        }
    }

    private Replica start(RedisAddress address) throws Exception {
        Replica replica = new Replica(vertx, address, Replica.QUICK, new LocalDisk(), LogPositions.inMemory());
        started.add(replica);
        replica.awaitCoherent();
        return replica;
    }
}
