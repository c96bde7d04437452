package dev.quern.retrieval.redis;

import dev.quern.protocol.QuernException;
import dev.quern.redis.RedisAddress;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisUnavailableException;
import dev.quern.redis.SparingLink;
import dev.quern.retrieval.Leases;
import dev.quern.retrieval.RetrievalConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A lease is a key that expires unless it is renewed, with a value that only its holder knows (the pattern of
 * {@code SET NX PX}, redis.io/docs/latest/commands/set). Where Redis does not answer every lease is to be had.
 */
public final class RedisLeases implements Leases, AutoCloseable {
    private static final String PREFIX = "quern:lease:";
    private static final int RENEWALS = 3;

    private final SparingLink redis;
    private final Duration time;
    private final Duration timeout;
    private final Set<RedisLease> held = ConcurrentHashMap.newKeySet();
    /** One thread for each of them. */
    private final ExecutorService holders = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("quern-lease-", 0).factory());

    public RedisLeases(Vertx vertx, RetrievalConfig.Leasing config, MeterRegistry meters) {
        time = config.time();
        if (time.toMillis() < RENEWALS) {
            throw new IllegalArgumentException("quern.retrieval.leases.time is too short: " + time);
        }
        timeout = config.redis().timeout();
        redis = new SparingLink(
                new RedisLink(vertx, RedisAddress.of("quern.retrieval.leases.redis", config.redis())),
                timeout,
                config.redis().pause(),
                "leases of documents",
                meters.counter("quern.retrieval.leases.failures"));
    }

    @Override
    public Optional<Lease> take(String work) {
        String key = PREFIX + work;
        String token = UUID.randomUUID().toString();
        Request request =
                Request.cmd(Command.SET).arg(key).arg(token).arg("NX").arg("PX").arg(time.toMillis());
        try {
            return redis.ask(key, request).map(_ -> hold(key, token));
        } catch (RedisUnavailableException away) {
            return Optional.of(Lease.ALWAYS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QuernException.of(e);
        }
    }

    /** Gives all leases back; what Redis does not hear of expires. */
    @Override
    public void close() throws InterruptedException {
        holders.shutdown();
        held.forEach(RedisLease::close);
        try {
            holders.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            holders.shutdownNow();
            redis.close();
        }
    }

    private Lease hold(String key, String token) {
        RedisLease lease = new RedisLease(redis, key, token, time, time.dividedBy(RENEWALS));
        held.add(lease);
        try {
            holders.execute(() -> {
                try {
                    lease.run();
                } finally {
                    held.remove(lease);
                }
            });
        } catch (RejectedExecutionException closed) {
            held.remove(lease);
            return Lease.ALWAYS;
        }
        return lease;
    }
}
