package dev.quern.cache.redis;

import static dev.quern.cache.Values.document;
import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.cache.CacheKey;
import dev.quern.cache.Eventually;
import dev.quern.cache.StoreUnavailableException;
import dev.quern.cache.ValueStore;
import dev.quern.cache.ValueStoreContract;
import dev.quern.cache.Values;
import dev.quern.protocol.Deadline;
import dev.quern.redis.RedisCluster;
import dev.quern.redis.RedisLink;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of a store, kept by a cluster whose nodes die and whose slots move. */
@org.junit.jupiter.api.Tag("redis")
class RedisClusterTest extends ValueStoreContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static Vertx vertx;
    private static RedisCluster cluster;
    private RedisLink link;
    private RedisStore store;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        cluster = RedisCluster.start();
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void connect() throws Exception {
        cluster.flush();
        link = cluster.link(vertx);
        store = new RedisStore(link, CacheRedis.settings(TIMEOUT), InstantSource.system());
    }

    @AfterEach
    void disconnect() {
        link.close();
    }

    @Override
    protected ValueStore store() {
        return store;
    }

    @Override
    protected long counted(long values) {
        return 0;
    }

    @Test
    void spreadsTenantsOverTheMasters() throws Exception {
        Set<String> parts = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            String tenant = tenantOf(i);
            store.put(key(tenant, "k"), value("v" + i, document("d")));
            assertThat(store.get(key(tenant, "k")).map(Values::text)).contains("v" + i);
            assertThat(cluster.master(i).command("EXISTS", RedisNames.value(key(tenant, "k"))))
                    .isEqualTo("1");
            parts.add(store.part(tenant));
        }

        assertThat(parts).hasSize(3);
        assertThat(link.sessions(Deadline.after(TIMEOUT))).hasSize(3);
    }

    @Test
    void followsASlotThatMovesAndServesNothingFromBefore() throws Exception {
        CacheKey key = key(tenantOf(1), "k");
        int slot = RedisCluster.slot(RedisNames.value(key));
        store.put(key, value("before"));
        cluster.move(slot, 1, 2);
        try {
            Eventually.await("the slot is found", () -> answers(key));

            assertThat(store.get(key)).isEmpty();
            store.put(key, value("after"));
            assertThat(store.get(key).map(Values::text)).contains("after");
            assertThat(cluster.master(2).command("EXISTS", RedisNames.value(key)))
                    .isEqualTo("1");
        } finally {
            cluster.move(slot, 2, 1);
        }
        Eventually.await("the slot is found where it was", () -> answers(key));
        assertThat(store.get(key)).isEmpty();
    }

    @Test
    void failsWhileASlotIsOnItsWayRatherThanServeHalfOfIt() throws Exception {
        CacheKey key = key(tenantOf(1), "k");
        String slot = Integer.toString(RedisCluster.slot(RedisNames.value(key)));
        store.put(key, value("v"));
        String target = cluster.master(2).command("CLUSTER", "MYID");
        cluster.master(1).command("CLUSTER", "SETSLOT", slot, "MIGRATING", target);
        try {
            cluster.master(1).command("DEL", RedisNames.epoch(key.tenant()));

            assertThatThrownBy(() -> store.get(key)).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.put(key, value("w"))).isInstanceOf(StoreUnavailableException.class);
        } finally {
            cluster.master(1).command("CLUSTER", "SETSLOT", slot, "STABLE");
        }
        Eventually.await("the slot stays", () -> answers(key));
        assertThat(store.get(key)).isEmpty();
    }

    @Test
    void losesOnlyTheTenantsOfADeadMasterUntilItsReplicaTakesOver() throws Exception {
        CacheKey lost = key(tenantOf(0), "k");
        CacheKey other = key(tenantOf(1), "k");
        store.put(lost, value("stale"));
        store.put(other, value("v"));
        String keys = cluster.master(0).command("DBSIZE");
        assertThat(keys).isEqualTo("2");
        Eventually.await(
                "the replica has them",
                () -> cluster.replicaOfTheFirst().command("DBSIZE").equals(keys));
        cluster.master(0).kill();
        try {
            assertThat(answers(lost)).isFalse();
            assertThat(store.get(other).map(Values::text)).contains("v");

            Eventually.await("the replica has taken over", () -> answers(lost));
            // What the dead master had acknowledged may not have reached it.
            assertThat(store.get(lost)).isEmpty();
            store.put(lost, value("new"));
            assertThat(store.get(lost).map(Values::text)).contains("new");
            assertThat(store.get(other).map(Values::text)).contains("v");
        } finally {
            cluster.master(0).restart();
            Eventually.await(
                    "the former master follows",
                    () -> cluster.master(0).command("INFO", "replication").contains("master_link_status:up"));
            Eventually.await("it is the master again", () -> {
                cluster.master(0).command("CLUSTER", "FAILOVER");
                return cluster.master(0).command("ROLE").startsWith("master");
            });
            Eventually.await("all know that", () -> answers(lost));
        }
    }

    /** A tenant whose keys are all on this master, as the cluster was made. */
    private static String tenantOf(int master) {
        return cluster.nameOn(master, RedisNames::epoch);
    }

    private boolean answers(CacheKey key) throws InterruptedException {
        try {
            store.get(key);
            return true;
        } catch (StoreUnavailableException away) {
            return false;
        }
    }
}
