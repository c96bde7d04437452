package dev.quern.retrieval.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.redis.Eventually;
import dev.quern.redis.RedisServer;
import dev.quern.retrieval.Leases;
import dev.quern.retrieval.TestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("redis")
class RedisLeasesTest {
    private static final String KEY = "quern:lease:work";

    private static Vertx vertx = Vertx.vertx();
    private static RedisServer server;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<RedisLeases> opened = new ArrayList<>();
    private final RedisLeases leases = open("30S");
    private final RedisLeases others = open("30S");

    @BeforeAll
    static void start() {
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void disconnect() throws Exception {
        for (RedisLeases each : opened) {
            each.close();
        }
        server.command("FLUSHALL");
    }

    @Test
    void givesWorkToOne() {
        Optional<Leases.Lease> mine = leases.take("work");

        assertThat(mine).isPresent();
        assertThat(others.take("work")).isEmpty();
        assertThat(leases.take("work")).isEmpty();
        assertThat(others.take("other work")).isPresent();
        assertThat(mine.orElseThrow().isHeld()).isTrue();
    }

    @Test
    void givesWorkToTheNextOnceItIsReleased() throws Exception {
        leases.take("work").orElseThrow().close();

        await(() -> others.take("work").isPresent());
    }

    @Test
    void givesItsWorkToTheNextWhenItIsClosed() throws Exception {
        assertThat(leases.take("work")).isPresent();

        leases.close();

        assertThat(others.take("work")).isPresent();
        assertThat(meters.counter("quern.retrieval.leases.failures").count()).isZero();
    }

    @Test
    void leavesWorkThatIsAnothersWhenItReleasesItsOwn() throws Exception {
        Leases.Lease mine = leases.take("work").orElseThrow();
        server.command("SET", KEY, "another's");
        server.command("SCRIPT", "FLUSH");
        server.command("CONFIG", "RESETSTAT");

        mine.close();

        // The release; nothing is renewed within a test.
        await(() -> server.command("INFO", "commandstats").contains("cmdstat_eval:calls=1,"));
        assertThat(server.command("GET", KEY)).isEqualTo("another's");
    }

    @Test
    void keepsItsWorkForLongerThanALeaseLasts() throws Exception {
        Leases.Lease mine = open("6S").take("work").orElseThrow();

        await(() -> millisLeft() < 5_500);
        await(() -> millisLeft() > 5_500);

        assertThat(mine.isHeld()).isTrue();
        assertThat(others.take("work")).isEmpty();
    }

    @Test
    void noticesThatItLostItsWork() throws Exception {
        Leases.Lease mine = open("300MS").take("work").orElseThrow();

        server.command("SET", KEY, "another's");

        await(() -> !mine.isHeld());
        assertThat(server.command("GET", KEY)).isEqualTo("another's");
    }

    @Test
    void takesItsWorkAgainWhenRedisHasForgottenIt() throws Exception {
        Leases.Lease mine = open("300MS").take("work").orElseThrow();
        String token = server.command("GET", KEY);

        server.command("DEL", KEY);

        await(() -> server.command("GET", KEY).equals(token));
        assertThat(mine.isHeld()).isTrue();
        mine.close();
        await(() -> others.take("work").isPresent());
    }

    @Test
    void givesWorkToTheNextWhenItsHolderDied() throws Exception {
        server.command("SET", KEY, "a dead one's", "PX", "200");

        await(() -> leases.take("work").isPresent());
    }

    @Test
    void lendsEverythingWhileRedisIsAwayAndNoMoreOnceItIsBack() throws Exception {
        Leases.Lease before = leases.take("work").orElseThrow();
        server.kill();

        assertThat(leases.take("work")).isPresent();
        assertThat(others.take("work")).isPresent();

        assertThat(before.isHeld()).isTrue();
        assertThat(meters.counter("quern.retrieval.leases.failures").count()).isGreaterThan(0);
        server.restart();
        // One of these takes it, and then it is taken.
        await(() -> leases.take("work").isEmpty());
    }

    @Test
    void opensNoConnectionBeforeItIsNeeded() throws Exception {
        server.kill();

        open("30S");

        assertThat(meters.counter("quern.retrieval.leases.failures").count()).isZero();
        server.restart();
    }

    private RedisLeases open(String time) {
        RedisLeases made = new RedisLeases(
                vertx,
                TestConfig.with(
                                "leases.kind",
                                "redis",
                                "leases.time",
                                time,
                                "leases.redis.uri",
                                server.uri(),
                                "leases.redis.password",
                                RedisServer.PASSWORD,
                                "leases.redis.timeout",
                                "5S",
                                "leases.redis.pause",
                                "10MS")
                        .leases(),
                meters);
        opened.add(made);
        return made;
    }

    private static long millisLeft() throws Exception {
        return Long.parseLong(server.command("PTTL", KEY));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        Eventually.await("what was to happen", condition);
    }
}
