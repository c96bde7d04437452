package dev.quern.gateway;

import dev.quern.gateway.redis.RedisLimits;
import dev.quern.redis.RedisAddress;
import dev.quern.redis.RedisLink;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** Chooses what requests and tokens are counted with. */
@Singleton
class LimitsWiring {
    private final Chosen chosen;

    LimitsWiring(GatewayConfig config, Vertx vertx, MeterRegistry metrics) {
        LimitsRules.check(config);
        chosen = choose(config, vertx, metrics);
    }

    private static Chosen choose(GatewayConfig config, Vertx vertx, MeterRegistry metrics) {
        LimitsConfig limits = config.limits();
        Clock clock = Clock.systemUTC();
        return switch (Counting.of(config)) {
            case OFF ->
                new Chosen(new UnlimitedRates(), new UnlimitedTokens(limits.tenantTokensPerDay()), () -> {}, () -> {});
            case LOCAL ->
                new Chosen(
                        new LocalRates(
                                limits.tenantRequestsPerMinute(),
                                limits.callers(),
                                limits::replicas,
                                LimitsWiring::millis),
                        new LocalBudgets(
                                new TokenLedger(limits.tenantTokensPerDay(), limits.callers(), limits::replicas, clock),
                                clock),
                        () -> {},
                        () -> {});
            case REDIS -> {
                RedisLink link = new RedisLink(vertx, RedisAddress.of("quern.gateway.redis", config.redis()));
                RedisLimits redis = new RedisLimits(link, limits, clock, LimitsWiring::millis, metrics);
                yield new Chosen(redis.rates(), redis.tokens(), redis::start, redis);
            }
        };
    }

    @Produces
    @Singleton
    RateLimits rates() {
        return chosen.rates();
    }

    @Produces
    @Singleton
    TokenBudgets tokens() {
        return chosen.tokens();
    }

    void start(@Observes StartupEvent event) {
        chosen.begin().run();
    }

    @PreDestroy
    void stop() throws Exception {
        chosen.end().close();
    }

    private static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private record Chosen(RateLimits rates, TokenBudgets tokens, Runnable begin, AutoCloseable end) {}
}
