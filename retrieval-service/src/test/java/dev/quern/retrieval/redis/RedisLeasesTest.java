package dev.quern.retrieval.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Leases;
import dev.quern.retrieval.TestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
    static void start() throws Exception {
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void disconnect() {
        opened.forEach(RedisLeases::close);
        raw(Request.cmd(Command.FLUSHALL));
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
    void givesWorkToTheNextOnceItIsReleased() {
        leases.take("work").orElseThrow().close();

        await(() -> others.take("work").isPresent());
    }

    @Test
    void leavesWorkThatIsAnothersWhenItReleasesItsOwn() {
        Leases.Lease mine = leases.take("work").orElseThrow();
        raw(Request.cmd(Command.SET).arg(KEY).arg("another's"));

        mine.close();
        // Answered after the release, which was sent before it.
        others.take("other work");

        assertThat(raw(Request.cmd(Command.GET).arg(KEY))).isEqualTo("another's");
    }

    @Test
    void keepsItsWorkForLongerThanALeaseLasts() {
        Leases.Lease mine = open("6S").take("work").orElseThrow();

        await(() -> millisLeft() < 5_500);
        await(() -> millisLeft() > 5_500);

        assertThat(mine.isHeld()).isTrue();
        assertThat(others.take("work")).isEmpty();
    }

    @Test
    void noticesThatItLostItsWork() {
        Leases.Lease mine = open("300MS").take("work").orElseThrow();

        raw(Request.cmd(Command.SET).arg(KEY).arg("another's"));

        await(() -> !mine.isHeld());
        assertThat(raw(Request.cmd(Command.GET).arg(KEY))).isEqualTo("another's");
    }

    @Test
    void takesItsWorkAgainWhenRedisHasForgottenIt() {
        Leases.Lease mine = open("300MS").take("work").orElseThrow();
        String token = raw(Request.cmd(Command.GET).arg(KEY));

        raw(Request.cmd(Command.DEL).arg(KEY));

        await(() -> raw(Request.cmd(Command.GET).arg(KEY)).equals(token));
        assertThat(mine.isHeld()).isTrue();
        mine.close();
        await(() -> others.take("work").isPresent());
    }

    @Test
    void givesWorkToTheNextWhenItsHolderDied() {
        raw(Request.cmd(Command.SET).arg(KEY).arg("a dead one's").arg("PX").arg(200));

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

    private static long millisLeft() {
        return Long.parseLong(raw(Request.cmd(Command.PTTL).arg(KEY)));
    }

    private static String raw(Request request) {
        Redis client = Redis.createClient(
                vertx, new RedisOptions().setConnectionString(server.uri()).setPassword(RedisServer.PASSWORD));
        try {
            return String.valueOf(client.send(request)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join());
        } finally {
            client.close();
        }
    }

    private static void await(BooleanSupplier condition) {
        long bound = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).describedAs("waited too long").isLessThan(bound);
            Thread.onSpinWait();
        }
    }
}
