package dev.quern.gateway.redis;

import dev.quern.gateway.LimitsUnderTest;
import dev.quern.redis.Eventually;
import dev.quern.redis.RedisServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Redis, and gateways that count in it. */
final class GatewaysOnRedis implements AutoCloseable {
    /** For tenants 10 requests and 1000 tokens. */
    private static final Map<String, String> SETTINGS = Map.of(
            "tenant-requests-per-minute", "10", "tenant-tokens-per-day", "1000", "patience", "20S", "pause", "20MS");

    final RedisServer server = RedisServer.start();
    final MeterRegistry metrics = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final Clock clock;
    private final List<RedisLimits> started = new ArrayList<>();

    GatewaysOnRedis(Clock clock) {
        this.clock = clock;
    }

    RedisLimits start() {
        return start(Map.of());
    }

    RedisLimits start(Map<String, String> settings) {
        RedisLimits limits = make(settings);
        limits.start();
        return limits;
    }

    /** One that never tells what was spent, as if it died at once. */
    RedisLimits make(Map<String, String> settings) {
        Map<String, String> all = new java.util.HashMap<>(SETTINGS);
        all.putAll(settings);
        RedisLimits limits = new RedisLimits(
                server.link(vertx),
                LimitsUnderTest.config(all),
                clock,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
                metrics,
                Duration.ofSeconds(1));
        started.add(limits);
        return limits;
    }

    static void awaitSettled(RedisLimits limits) throws Exception {
        Eventually.await("all is settled", () -> limits.unsettled() == 0);
    }

    @Override
    public void close() throws Exception {
        for (RedisLimits limits : started) {
            limits.close();
        }
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
