package dev.quern.gateway.redis;

import dev.quern.gateway.LimitsConfig;
import dev.quern.gateway.LocalRates;
import dev.quern.gateway.RateLimits;
import dev.quern.gateway.TokenBudgets;
import dev.quern.gateway.TokenLedger;
import dev.quern.redis.RedisLink;
import dev.quern.redis.SparingLink;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Limits that all gateways on one Redis keep together. */
public final class RedisLimits implements AutoCloseable {
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final SparingLink redis;
    private final Replicas replicas;
    private final Settlements settlements;
    private final RateLimits rates;
    private final TokenBudgets tokens;
    private final ExecutorService background = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("quern-limits-", 0).factory());

    /**
     * Opens no connection.
     *
     * @param link is closed with this
     * @param millis a clock that does not go back
     */
    public RedisLimits(RedisLink link, LimitsConfig config, Clock clock, LongSupplier millis, MeterRegistry metrics) {
        this(link, config, clock, millis, metrics, Replicas.BEAT);
    }

    RedisLimits(
            RedisLink link,
            LimitsConfig config,
            Clock clock,
            LongSupplier millis,
            MeterRegistry metrics,
            Duration beat) {
        redis = new SparingLink(
                link,
                config.patience(),
                config.pause(),
                "requests and tokens that all gateways count together",
                metrics.counter("quern.gateway.limits.failures"));
        replicas = new Replicas(link, config.replicas(), beat);
        rates = new RedisRates(
                redis,
                new LocalRates(config.tenantRequestsPerMinute(), config.callers(), replicas::count, millis),
                config.tenantRequestsPerMinute(),
                metrics.counter("quern.gateway.rates.local"));
        TokenLedger ledger = new TokenLedger(config.tenantTokensPerDay(), config.callers(), replicas::count, clock);
        settlements = new Settlements(
                redis, ledger, config.pause(), RedisBudgets.KEPT_FOR, metrics.counter("quern.gateway.tokens.lost"));
        tokens = new RedisBudgets(redis, ledger, settlements, config.tenantTokensPerDay(), config.reservation(), clock);
        metrics.gauge("quern.gateway.limits.replicas", replicas, Replicas::count);
        metrics.gauge("quern.gateway.tokens.unsettled", settlements, Settlements::untold);
        metrics.gauge("quern.gateway.limits.shared", redis, shared -> shared.isThere() ? 1 : 0);
    }

    public RateLimits rates() {
        return rates;
    }

    public TokenBudgets tokens() {
        return tokens;
    }

    /** Counts the gateways from now on, and tells Redis what was spent. */
    public void start() {
        background.execute(replicas);
        background.execute(settlements);
    }

    /** Tells Redis what it does not know yet, if it is there. */
    @Override
    public void close() throws InterruptedException {
        replicas.stop();
        settlements.stop();
        background.shutdown();
        try {
            background.awaitTermination(LAST_WORDS.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            background.shutdownNow();
            redis.close();
        }
    }

    int replicas() {
        return replicas.count();
    }

    int unsettled() {
        return settlements.untold();
    }

    void settle(Settlement settlement) {
        settlements.add(settlement);
    }
}
