package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.redis.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("redis")
class StreamsWiringTest {
    private final StreamsWiring wiring = new StreamsWiring();

    @Test
    void leavesRedisAtTheEnd() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RedisServer server = RedisServer.start()) {
            GatewayConfig config = TestSettings.config(Map.of(
                    "redis.enabled",
                    "true",
                    "redis.uri",
                    server.uri(),
                    "redis.password",
                    RedisServer.PASSWORD,
                    "redis.timeout",
                    "20S"));
            AnswerLog log = wiring.answerLog(config, vertx, new SimpleMeterRegistry());
            assertThat(log.read("one", 0)).isEmpty();

            wiring.close(log);

            assertThatThrownBy(() -> log.read("one", 0)).hasStackTraceContaining("shutting down");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }
}
