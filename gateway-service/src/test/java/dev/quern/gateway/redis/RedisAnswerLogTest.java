package dev.quern.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.gateway.AnswerLog;
import dev.quern.gateway.AnswerLog.Opening;
import dev.quern.gateway.AnswerLogTests;
import dev.quern.gateway.LoggedEvent;
import dev.quern.protocol.QuernException;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisServer;
import dev.quern.redis.SparingLink;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@org.junit.jupiter.api.Tag("redis")
class RedisAnswerLogTest extends AnswerLogTests {
    private static final Opening OPENING = new Opening("acme", "ann", "{}");
    private static Vertx vertx;
    private static RedisServer server;
    private static RedisLink link;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        server = RedisServer.start();
        link = server.link(vertx);
    }

    @AfterAll
    static void stop() throws Exception {
        link.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    protected AnswerLog log(Duration keptFor, Duration lease) {
        return RedisAnswerLogs.on(link, Duration.ofSeconds(20), keptFor, lease);
    }

    @Test
    void nothingThatBeginsOrComesBackWaitsForARedisThatIsAway() throws Exception {
        Duration minute = Duration.ofMinutes(1);
        Duration timeout = Duration.ofSeconds(2);
        Counter failures = new SimpleMeterRegistry().counter("failures");
        try (RedisServer own = RedisServer.start();
                RedisLink ownLink = own.link(vertx);
                RedisAnswerLog log = new RedisAnswerLog(
                        ownLink,
                        new SparingLink(ownLink, timeout, minute, "answers", failures),
                        timeout,
                        minute,
                        minute)) {
            log.open("old", OPENING, "a");

            own.freeze();
            assertThatThrownBy(() -> log.open("new", OPENING, "a")).isInstanceOf(QuernException.class);
            own.thaw();

            assertThatThrownBy(() -> log.read("old", 0)).hasStackTraceContaining("left alone");
            assertThatThrownBy(() -> log.open("another", OPENING, "a")).hasStackTraceContaining("left alone");
            assertThatThrownBy(() -> log.take("old", "b")).hasStackTraceContaining("left alone");
            assertThat(failures.count()).isOne();
            assertThat(log.append("old", new LoggedEvent(1, "response_chunk", "{}"), "a"))
                    .as("an answer that is under way is kept as soon as Redis is there")
                    .isTrue();
        }
    }
}
