package dev.quern.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.Deadline;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a service does over a session. */
@Tag("redis")
class RedisLinkTest {
    private static final RedisScript COUNT = new RedisScript("""
            local now = redis.call('INCRBY', KEYS[1], ARGV[1])
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            return now
            """);

    private static final RedisScript NOTHING = new RedisScript("return redis.call('GET', KEYS[1])");

    private static Vertx vertx;
    private static RedisServer server;

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

    @Test
    void sendsAScriptInFullOnlyToAServerThatDoesNotHaveIt() throws Exception {
        try (RedisLink link = server.link(vertx)) {
            server.command("SCRIPT", "FLUSH");
            server.command("CONFIG", "RESETSTAT");

            assertThat(count(link, "counted", 2)).isEqualTo(2);
            assertThat(count(link, "counted", 3)).isEqualTo(5);
            server.command("SCRIPT", "FLUSH");
            assertThat(count(link, "counted", 1)).isEqualTo(6);

            assertThat(server.command("PTTL", "counted")).matches("[1-9]\\d*");
            assertThat(server.command("INFO", "commandstats"))
                    .contains("cmdstat_eval:calls=2,")
                    .contains("cmdstat_evalsha:calls=3,");
        }
    }

    @Test
    void aScriptThatAnswersWithNothingIsNoFailure() throws Exception {
        try (RedisLink link = server.link(vertx)) {
            assertThat(session(link, "none").run(NOTHING, List.of("none"), List.of(), deadline()))
                    .isEmpty();
        }
    }

    @Test
    void saysWhatRedisSaysAgainstAScript() throws Exception {
        server.command("SET", "text", "no number");
        try (RedisLink link = server.link(vertx)) {
            assertThatThrownBy(() -> count(link, "text", 1))
                    .isInstanceOf(RedisUnavailableException.class)
                    .hasMessageContaining("not an integer");
        }
    }

    @Test
    void saysThatRedisIsFull() throws Exception {
        try (RedisServer small = RedisServer.start("--maxmemory", "1", "--maxmemory-policy", "noeviction");
                RedisLink link = small.link(vertx)) {
            assertThatThrownBy(() -> count(link, "k", 1)).isInstanceOf(RedisFullException.class);
        }
    }

    @Test
    void aReaderWaitsForALogOnALinkOfItsOwnWhileOthersGoOn() throws Exception {
        try (RedisLink reading = server.link(vertx);
                RedisLink writing = server.link(vertx)) {
            RedisSession reader = session(reading, "log");
            List<Optional<Response>> read = new ArrayList<>();
            Thread waiting = Thread.ofVirtual().unstarted(() -> read.add(read(reader)));
            waiting.start();
            Eventually.await(
                    "the reader waits", () -> server.command("INFO", "clients").contains("blocked_clients:1"));

            session(writing, "log")
                    .require(
                            Request.cmd(Command.XADD)
                                    .arg("log")
                                    .arg("*")
                                    .arg("event")
                                    .arg("first"),
                            deadline());

            waiting.join(Duration.ofSeconds(30));
            assertThat(read).hasSize(1);
            assertThat(String.valueOf(read.getFirst())).contains("first");
        }
    }

    @Test
    void answersFromAServerThatWasStartedAnew() throws Exception {
        try (RedisServer mortal = RedisServer.start();
                RedisLink link = mortal.link(vertx)) {
            count(link, "k", 1);
            String before = session(link, "k").runId();
            mortal.kill();
            assertThatThrownBy(() -> count(link, "k", 1)).isInstanceOf(RedisUnavailableException.class);

            mortal.restart();

            Eventually.await("it answers", () -> counts(link, "k"));
            assertThat(session(link, "k").runId()).isNotEqualTo(before);
        }
    }

    @Test
    void opensNothingOnceItIsClosed() {
        RedisLink link = server.link(vertx);
        link.close();

        assertThatThrownBy(() -> session(link, "k"))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("shutting down");
    }

    @Test
    void advisesAsItsUserSeesIt() throws Exception {
        try (RedisLink link =
                new RedisLink(vertx, server.address(), info -> List.of("set this on a " + info.text("role")))) {
            assertThat(link.advice()).isEmpty();

            count(link, "advised", 1);

            assertThat(link.advice()).containsExactly("set this on a master");
        }
    }

    @Test
    void runsAScriptOnWhicheverMasterOfAClusterHasTheKey() throws Exception {
        try (RedisCluster cluster = RedisCluster.start();
                RedisLink link = cluster.link(vertx)) {
            for (int master = 0; master < 3; master++) {
                String key = cluster.nameOn(master, name -> name);

                assertThat(count(link, key, 7)).isEqualTo(7);

                assertThat(cluster.master(master).command("GET", key)).isEqualTo("7");
            }
            assertThat(link.sessions(deadline())).hasSize(3);
        }
    }

    @Test
    void followsTheSentinelsToThePromotedReplica() throws Exception {
        try (RedisSentinels sentinels = RedisSentinels.start();
                RedisLink link = new RedisLink(vertx, sentinels.address())) {
            count(link, "k", 1);
            sentinels.awaitReady();

            sentinels.failOver();

            Eventually.await(
                    "the promoted replica counts",
                    () -> counts(link, "promoted")
                            && sentinels.replica().command("EXISTS", "promoted").equals("1"));
        }
    }

    private static boolean counts(RedisLink link, String key) throws InterruptedException {
        try {
            count(link, key, 1);
            return true;
        } catch (RedisUnavailableException notYet) {
            return false;
        }
    }

    private static long count(RedisLink link, String key, int by) throws InterruptedException {
        return Long.parseLong(session(link, key)
                .run(COUNT, List.of(key), List.of(Integer.toString(by), "60000"), deadline())
                .orElseThrow()
                .toString());
    }

    private static Optional<Response> read(RedisSession session) {
        try {
            return session.ask(
                    Request.cmd(Command.XREAD)
                            .arg("BLOCK")
                            .arg(20_000)
                            .arg("STREAMS")
                            .arg("log")
                            .arg("0"),
                    deadline());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static RedisSession session(RedisLink link, String key) throws InterruptedException {
        return link.session(key, deadline());
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(30));
    }
}
