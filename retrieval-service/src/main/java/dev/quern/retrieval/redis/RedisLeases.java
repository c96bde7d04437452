package dev.quern.retrieval.redis;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Leases;
import dev.quern.retrieval.RetrievalConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A lease is a key that expires unless it is renewed, with a value that only its holder knows (the pattern of
 * {@code SET NX PX}, redis.io/docs/latest/commands/set). Where Redis does not answer every lease is to be had.
 */
public final class RedisLeases implements Leases, AutoCloseable {
    private static final String PREFIX = "quern:lease:";
    private static final int RENEWALS = 3;

    private final Vertx vertx;
    private final RedisClient redis;
    private final Duration time;

    public RedisLeases(Vertx vertx, RetrievalConfig.Leasing config, MeterRegistry meters) {
        this.vertx = vertx;
        time = config.time();
        if (time.toMillis() < RENEWALS) {
            throw new IllegalArgumentException("quern.retrieval.leases.time is too short: " + time);
        }
        redis = new RedisClient(vertx, config.redis(), meters);
    }

    @Override
    public Optional<Lease> take(String work) {
        if (!redis.isThere()) {
            return Optional.of(Lease.ALWAYS);
        }
        String key = PREFIX + work;
        String token = UUID.randomUUID().toString();
        Request request =
                Request.cmd(Command.SET).arg(key).arg(token).arg("NX").arg("PX").arg(time.toMillis());
        try {
            Optional<Response> answer = redis.ask(request)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(redis.timeout().toMillis() * 2, TimeUnit.MILLISECONDS);
            return answer.map(_ -> new RedisLease(vertx, redis, key, token, time, time.toMillis() / RENEWALS));
        } catch (ExecutionException | TimeoutException away) {
            return Optional.of(Lease.ALWAYS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QuernException.of(e);
        }
    }

    @Override
    public void close() {
        redis.close();
    }
}
