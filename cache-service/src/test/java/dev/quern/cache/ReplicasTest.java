package dev.quern.cache;

import static dev.quern.cache.Values.document;
import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.redis.ReplicaSettings;
import dev.quern.protocol.Deadline;
import dev.quern.redis.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas that share a real Redis, and what becomes of their own levels when they cannot hear each other. */
@org.junit.jupiter.api.Tag("redis")
class ReplicasTest {
    private static final CacheKey KEY = key("acme", "k");
    private static final CacheKey EMBEDDING = new CacheKey("acme", ValueType.EMBEDDING, "e");
    private static final Invalidation DROP = new Invalidation.OfKey(KEY);
    private static final String STATE = "quern:cache:{replicas}:state";
    private static final String LOG = "quern:cache:{replicas}:log";

    private final Vertx vertx = Vertx.vertx();
    private final List<Replica> started = new ArrayList<>();
    private final LocalDisk disk = new LocalDisk();
    private final LogPositions positions = LogPositions.inMemory();
    private RedisServer server;
    private Redis raw;
    private Replica one;
    private Replica other;

    @BeforeEach
    void start() throws Exception {
        server = RedisServer.start();
        raw = Redis.createClient(
                vertx, new RedisOptions().setConnectionString(server.uri()).setPassword(RedisServer.PASSWORD));
        one = started(Replica.start(vertx, server));
        other = started(new Replica(vertx, server, Replica.QUICK, disk, positions));
    }

    @AfterEach
    void stop() throws Exception {
        server.thaw();
        for (Replica replica : started) {
            replica.close();
        }
        raw.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void dropsFromItsOwnLevelsWhatAnotherReplicaInvalidates() throws Exception {
        List<Invalidation> invalidations = List.of(
                DROP,
                new Invalidation.OfTag("acme", document("d")),
                new Invalidation.OfPattern("acme", new Glob("k*")),
                new Invalidation.OfTenant("acme"));
        for (Invalidation invalidation : invalidations) {
            other.cache.put(KEY, value("stale", document("d")));
            assertThat(other.memory.get(KEY)).isPresent();

            assertThat(one.invalidate(invalidation)).isTrue();

            assertThat(other.memory.get(KEY)).isEmpty();
            assertThat(disk.get(KEY)).isEmpty();
            assertThat(other.get(KEY)).isEmpty();
        }
    }

    @Test
    void leavesTheValuesOfOtherTenantsAlone() throws Exception {
        CacheKey same = key("globex", "k");
        other.awaitCoherent();
        other.cache.put(same, value("v", document("d")));

        one.invalidate(new Invalidation.OfTag("acme", document("d")));

        assertThat(other.memory.get(same)).isPresent();
    }

    @Test
    void hearsOfAValueThatAnotherReplicaReplaced() throws Exception {
        other.cache.put(KEY, value("old"));

        one.cache.put(KEY, value("new"));

        Eventually.await("the new value is served", () -> other.get(KEY).equals(java.util.Optional.of("new")));
        assertThat(one.get(KEY)).contains("new");
    }

    @Test
    void tellsNobodyOfEmbeddingsWhoseKeysSayEverything() throws Exception {
        settle();
        one.cache.put(EMBEDDING, value("v"));
        one.cache.put(KEY, value("v"));

        Eventually.await("the other put is told", () -> other.count("quern.cache.replicas.applied") > 0);

        assertThat(other.count("quern.cache.replicas.applied")).isEqualTo(1);
    }

    @Test
    void servesNothingFromBeforeWhileItCannotHearTheOthersButEmbeddings() throws Exception {
        one.cache.put(KEY, value("v"));
        one.cache.put(EMBEDDING, value("v"));
        server.freeze();

        Eventually.await("the lease is over", () -> !one.replicas.isCoherent());
        Eventually.await("memory is dropped", () -> one.memory.get(KEY).isEmpty());

        assertThat(one.get(KEY)).isEmpty();
        assertThat(one.get(EMBEDDING)).contains("v");
    }

    @Test
    void handsOverWhatWasPutAMomentAgoWhileItCannotHearTheOthersAndThenForgetsIt() throws Exception {
        one.awaitCoherent();
        server.kill();
        Eventually.await("the lease is over", () -> !one.replicas.isCoherent());

        Eventually.await("a value is served", () -> {
            one.cache.put(KEY, value("v"));
            return one.get(KEY).isPresent();
        });
        Eventually.await("it is forgotten", () -> one.get(KEY).isEmpty());
        Eventually.await("others may have forgotten the replica", () -> {
            boolean served = false;
            for (int i = 0; i < 100; i++) {
                one.cache.put(KEY, value("v"));
                served |= one.get(KEY).isPresent();
            }
            return !served;
        });
    }

    @Test
    void goesOnInTheLogAfterAnOutageAndKeepsItsDisk() throws Exception {
        CacheKey kept = key("acme", "kept");
        other.awaitCoherent();
        other.cache.put(KEY, value("stale"));
        other.cache.put(kept, value("v"));
        disconnect();

        // The connection of the one that invalidates was cut too.
        Eventually.await("all are reached again", () -> one.invalidate(DROP));
        other.awaitCoherent();

        assertThat(other.get(KEY)).isEmpty();
        assertThat(disk.get(kept)).isPresent();
        assertThat(other.count("quern.cache.replicas.restarts")).isEqualTo(1);
    }

    @Test
    void hearsLaterOfAnInvalidationThatRedisDidNotTake() throws Exception {
        settle();
        other.cache.put(KEY, value("stale"));
        server.freeze();
        assertThat(one.cache
                        .invalidate(DROP, Deadline.after(Duration.ofMillis(300)))
                        .confirmed())
                .isFalse();

        server.thaw();

        Eventually.await(
                "it is dropped there too",
                () -> disk.get(KEY).isEmpty()
                        && other.replicas.isCoherent()
                        && other.get(KEY).isEmpty());
    }

    @Test
    void dropsEverythingButEmbeddingsWhenRedisWasFlushed() throws Exception {
        // Otherwise the flush could come before it has begun, and there would be nothing to start anew.
        other.awaitCoherent();
        other.cache.put(KEY, value("stale"));
        other.cache.put(EMBEDDING, value("v"));

        redis(Request.cmd(Command.FLUSHALL));

        Eventually.await("it starts anew", () -> other.count("quern.cache.replicas.restarts") == 2);
        assertThat(other.memory.get(KEY)).isEmpty();
        assertThat(disk.get(KEY)).isEmpty();
        assertThat(disk.get(EMBEDDING)).isPresent();
        assertThat(one.invalidate(DROP)).isTrue();
    }

    @Test
    void findsAnotherLogInAServerThatCameBackFromASnapshot() throws Exception {
        other.awaitCoherent();
        redis(Request.cmd(Command.SAVE));
        other.cache.put(KEY, value("stale"));

        server.kill();
        server.restart();

        Eventually.await("it starts anew", () -> other.count("quern.cache.replicas.restarts") == 2);
        other.awaitCoherent();
        assertThat(disk.get(KEY)).isEmpty();
        assertThat(one.invalidate(DROP)).isTrue();
    }

    @Test
    void dropsEverythingWhenTheLogWasCutWhereItHadRead() throws Exception {
        ReplicaSettings shortLog =
                new ReplicaSettings(Duration.ofMillis(600), Duration.ofMillis(300), Duration.ofSeconds(2), 10);
        LocalDisk ownDisk = new LocalDisk();
        LogPositions own = LogPositions.inMemory();
        Replica third = started(new Replica(vertx, server, shortLog, ownDisk, own));
        third.awaitCoherent();
        third.cache.put(KEY, value("stale"));
        third.close();

        one.invalidate(DROP);
        redis(Request.cmd(Command.XTRIM).arg(LOG).arg("MAXLEN").arg(0));
        one.invalidate(new Invalidation.OfKey(key("acme", "another")));
        Replica again = started(new Replica(vertx, server, shortLog, ownDisk, own));
        again.awaitCoherent();

        assertThat(ownDisk.get(KEY)).isEmpty();
    }

    @Test
    void dropsEverythingWhenTheLogIsCutWhileItWaitsForWhatComesNext() throws Exception {
        other.awaitCoherent();
        other.cache.put(KEY, value("stale"));

        // The first entry goes in the same moment, so that nobody ever sees it.
        redis(Request.cmd(Command.EVAL)
                .arg("redis.call('XADD', KEYS[1], '*', 'lost', '1') redis.call('XADD', KEYS[1], '*', 'kept', '1')"
                        + " return redis.call('XTRIM', KEYS[1], 'MAXLEN', 1)")
                .arg(1)
                .arg(LOG));

        Eventually.await("it starts anew", () -> other.count("quern.cache.replicas.restarts") == 2);
        assertThat(other.memory.get(KEY)).isEmpty();
        assertThat(disk.get(KEY)).isEmpty();
    }

    @Test
    void tellsTheOthersWhatIsLeftWhenItIsStopped() throws Exception {
        List<CacheKey> keys =
                IntStream.range(0, 200).mapToObj(i -> key("acme", "k" + i)).toList();
        settle();
        other.awaitCoherent();
        for (CacheKey key : keys) {
            other.cache.put(key, value("old"));
        }
        for (CacheKey key : keys) {
            one.cache.put(key, value("new"));
        }

        one.close();

        Eventually.await("it has heard of all", () -> other.count("quern.cache.replicas.applied") >= keys.size());
        for (CacheKey key : keys) {
            assertThat(other.get(key)).contains("new");
        }
    }

    @Test
    void doesNotReviveFromDiskWhatWasInvalidatedWhileItWasAway() throws Exception {
        CacheKey kept = key("acme", "kept");
        settle();
        other.awaitCoherent();
        other.cache.put(KEY, value("stale"));
        other.cache.put(kept, value("v"));
        // Puts that it has told of, and not read in the log, it takes for those of another one when it starts again.
        Eventually.await("its puts are told", () -> one.count("quern.cache.replicas.applied") >= 2);
        assertThat(one.invalidate(new Invalidation.OfTenant("globex"))).isTrue();
        other.close();
        one.invalidate(DROP);

        Replica again = started(new Replica(vertx, server, Replica.QUICK, disk, positions));
        again.awaitCoherent();

        assertThat(again.get(KEY)).isEmpty();
        assertThat(again.count("quern.cache.replicas.restarts")).isZero();
        assertThat(disk.get(kept)).isPresent();
    }

    @Test
    void doesNotReadItsDiskBeforeItHasHeardOfTheOthers() throws Exception {
        other.cache.put(KEY, value("v"));
        other.close();
        server.kill();

        Replica again = started(new Replica(vertx, server, Replica.QUICK, disk, positions));

        assertThat(disk.get(KEY)).isPresent();
        assertThat(again.get(KEY)).isEmpty();
    }

    @Test
    void doesNotServeFromMemoryBeforeOthersKnowThatItIsThere() throws Exception {
        server.kill();
        Replica unknown = started(Replica.start(vertx, server));

        unknown.cache.put(KEY, value("v"));

        assertThat(unknown.memory.get(KEY)).isPresent();
        assertThat(unknown.get(KEY)).isEmpty();
    }

    @Test
    void waitsForAReplicaThatDoesNotAnswerUntilItCannotServeAnythingOld() throws Exception {
        settle();
        redis(Request.cmd(Command.HSET).arg(STATE).arg("member:silent").arg("7:0-0"));

        assertThat(one.cache
                        .invalidate(DROP, Deadline.after(Duration.ofMillis(100)))
                        .confirmed())
                .isFalse();
        assertThat(one.invalidate(DROP)).isTrue();
        assertThat(redis(Request.cmd(Command.HGET).arg(STATE).arg("member:silent")))
                .isEqualTo("7:0-0");
        Eventually.await(
                "it is forgotten",
                () -> redis(Request.cmd(Command.HEXISTS).arg(STATE).arg("member:silent"))
                        .equals("0"));
    }

    @Test
    void isNotSureInShortTimeWhileReplicasMayBeThereThatNobodyKnowsOf() throws Exception {
        one.awaitCoherent();
        redis(Request.cmd(Command.HDEL).arg(STATE).arg("settled"));

        assertThat(one.cache
                        .invalidate(DROP, Deadline.after(Duration.ofMillis(100)))
                        .confirmed())
                .isFalse();
    }

    @Test
    void isNotWaitedForAfterItHasLeft() throws Exception {
        settle();
        other.awaitCoherent();

        other.close();

        assertThat(redis(Request.cmd(Command.HLEN).arg(STATE))).isEqualTo("3");
        assertThat(one.invalidate(DROP)).isTrue();
    }

    @Test
    void aPutThatWasGivenUpDoesNotUndoAnInvalidationOfAnotherReplica() throws Exception {
        settle();
        other.awaitCoherent();
        for (int round = 0; round < 5; round++) {
            server.freeze();
            other.cache.put(KEY, value("stale"));
            CompletableFuture<Boolean> confirmed = CompletableFuture.supplyAsync(() -> {
                try {
                    return one.invalidate(DROP);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            server.thaw();
            confirmed.get(30, TimeUnit.SECONDS);
            one.awaitCoherent();
            Eventually.await("Redis is used", () -> {
                one.cache.settle("acme");
                return one.guarded.isTrusted() && one.cache.isSettled("acme");
            });

            assertThat(one.get(KEY)).isEmpty();
        }
    }

    @Test
    void redisRefusesAPutThatWasGivenUp() throws Exception {
        other.cache.put(key("acme", "warm"), value("v"));
        server.freeze();
        other.cache.put(KEY, value("late"));
        server.thaw();

        // Over the same connection: what comes before it has been answered.
        other.redis.check();

        assertThat(redis(Request.cmd(Command.EXISTS).arg("quern:cache:{acme}:v:answer:k")))
                .isEqualTo("0");
    }

    @Test
    void tellsWatchersWhatAnotherReplicaInvalidates() throws Exception {
        settle();
        other.awaitCoherent();
        try (Watch watch = other.cache.watch("acme")) {
            Deadline deadline = Deadline.after(Duration.ofSeconds(30));
            assertThat(watch.next(deadline)).contains(new Watch.Reset());

            one.cache.put(KEY, value("v"));
            one.invalidate(new Invalidation.OfTenant("globex"));
            one.invalidate(DROP);

            // Once for the put, since copies of what was before are to go, and once for the invalidation.
            assertThat(watch.next(deadline)).contains(new Watch.Invalidated(new Invalidation.OfKey(KEY)));
            assertThat(watch.next(deadline)).contains(new Watch.Invalidated(DROP));

            server.freeze();
            assertThat(watch.next(deadline)).contains(new Watch.Reset());
        }
    }

    /** From then on invalidations are confirmed as soon as all replicas have answered. */
    private void settle() throws Exception {
        Eventually.await(
                "all replicas are known",
                () -> redis(Request.cmd(Command.HEXISTS).arg(STATE).arg("settled"))
                        .equals("1"));
    }

    private void disconnect() throws Exception {
        redis(Request.cmd(Command.CLIENT)
                .arg("KILL")
                .arg("TYPE")
                .arg("normal")
                .arg("SKIPME")
                .arg("yes"));
    }

    private Replica started(Replica replica) {
        started.add(replica);
        return replica;
    }

    private String redis(Request request) throws Exception {
        return String.valueOf(
                raw.send(request).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS));
    }
}
