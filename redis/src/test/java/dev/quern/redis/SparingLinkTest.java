package dev.quern.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("redis")
class SparingLinkTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final Vertx vertx = Vertx.vertx();
    private final RedisServer server = RedisServer.start();
    private final Counter failures = new SimpleMeterRegistry().counter("failures");

    @AfterEach
    void stop() throws Exception {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void opensNoConnectionBeforeItIsNeeded() {
        server.kill();

        try (SparingLink link = link(LONG)) {
            assertThat(link.isThere()).isTrue();
            assertThat(failures.count()).isZero();
        }
    }

    @Test
    void asksAndRunsWhileRedisIsThere() throws Exception {
        try (SparingLink link = link(LONG)) {
            assertThat(link.ask("k", Request.cmd(Command.GET).arg("k"))).isEmpty();
            assertThat(link.run(
                            new RedisScript("return redis.call('INCRBY', KEYS[1], ARGV[1])"),
                            List.of("k"),
                            List.of("3")))
                    .hasToString("Optional[3]");
            assertThat(failures.count()).isZero();
        }
    }

    @Test
    void leavesRedisAloneAfterAFailure() throws Exception {
        try (SparingLink link = link(LONG)) {
            server.kill();
            assertThatThrownBy(() -> ping(link)).isInstanceOf(RedisUnavailableException.class);
            server.restart();

            assertThatThrownBy(() -> ping(link)).hasMessageContaining("left alone");

            assertThat(link.isThere()).isFalse();
            assertThat(failures.count()).isEqualTo(1);
        }
    }

    @Test
    void asksAgainAfterThePause() throws Exception {
        try (SparingLink link = link(Duration.ofMillis(10))) {
            server.kill();
            assertThatThrownBy(() -> ping(link)).isInstanceOf(RedisUnavailableException.class);

            server.restart();

            Eventually.await("it is asked again", () -> answers(link));
            assertThat(link.isThere()).isTrue();
        }
    }

    @Test
    void aServerThatHangsCostsTheTimeoutOnce() throws IOException, InterruptedException {
        try (SparingLink link = new SparingLink(server.link(vertx), Duration.ofMillis(300), LONG, "tests", failures)) {
            server.freeze();

            assertThatThrownBy(() -> ping(link)).hasMessageContaining("in time");
            assertThatThrownBy(() -> ping(link)).hasMessageContaining("left alone");

            server.thaw();
        }
    }

    private SparingLink link(Duration pause) {
        return new SparingLink(server.link(vertx), Duration.ofSeconds(20), pause, "tests", failures);
    }

    private static void ping(SparingLink link) throws InterruptedException {
        link.ask("k", Request.cmd(Command.PING));
    }

    private static boolean answers(SparingLink link) throws InterruptedException {
        try {
            ping(link);
            return true;
        } catch (RedisUnavailableException notYet) {
            return false;
        }
    }
}
