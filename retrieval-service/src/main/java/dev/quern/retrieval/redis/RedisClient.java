package dev.quern.retrieval.redis;

import dev.quern.retrieval.RetrievalConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Redis, as long as it is there: after a failure it is left alone for a while. It connects when it is first needed. */
final class RedisClient implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RedisClient.class);
    private static final int CONNECT_MILLIS = 1_000;
    private static final int CONNECTIONS = 4;
    /** Requests that wait for a connection; what does not fit fails at once. */
    private static final int MOST_WAITING = 256;

    private static final long THERE = 0;

    private final Redis redis;
    private final Duration timeout;
    private final long pauseNanos;
    private final Counter failures;
    /** When it may be asked again, if it failed last time. */
    private final AtomicLong awayUntil = new AtomicLong(THERE);

    RedisClient(Vertx vertx, RetrievalConfig.Leasing.Redis config, MeterRegistry meters) {
        RedisOptions options = new RedisOptions()
                .setConnectionString(config.uri())
                .setProtocolNegotiation(false)
                .setMaxPoolSize(CONNECTIONS)
                .setMaxPoolWaiting(MOST_WAITING)
                .setNetClientOptions(new NetClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setTcpKeepAlive(true)
                        .setTcpNoDelay(true));
        config.password().ifPresent(options::setPassword);
        redis = Redis.createClient(vertx, options);
        timeout = config.timeout();
        pauseNanos = config.pause().toNanos();
        failures = meters.counter("quern.retrieval.leases.failures");
    }

    /** Whether it is worth asking. */
    boolean isThere() {
        long until = awayUntil.get();
        return until == THERE || System.nanoTime() - until > 0;
    }

    /** What it answers, in time or not at all; it fails where Redis does. */
    Future<Optional<Response>> ask(Request request) {
        return redis.send(request)
                .map(RedisClient::orEmpty)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(_ -> isBack())
                .onFailure(this::isAway);
    }

    Duration timeout() {
        return timeout;
    }

    @Override
    public void close() {
        redis.close();
    }

    private static Optional<Response> orEmpty(@Nullable Response response) {
        return Optional.ofNullable(response);
    }

    private void isBack() {
        if (awayUntil.getAndSet(THERE) != THERE) {
            LOG.info("Redis is back: documents are indexed under leases again");
        }
    }

    private void isAway(Throwable failure) {
        failures.increment();
        long until = System.nanoTime() + pauseNanos;
        if (awayUntil.getAndSet(until == THERE ? 1 : until) == THERE) {
            LOG.warnf("Redis is away, and documents are indexed without leases meanwhile: %s", failure.getMessage());
        }
    }
}
