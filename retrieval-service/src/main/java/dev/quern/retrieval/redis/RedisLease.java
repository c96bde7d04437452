package dev.quern.retrieval.redis;

import dev.quern.retrieval.Leases;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;

/** A key of ours. It is renewed until it is released, or turns out to be another's; one that is gone is set again. */
final class RedisLease implements Leases.Lease {
    /** A Redis that was started anew or took over knows no lease. KEYS: lease. ARGV: token, milliseconds. */
    private static final String RENEW = """
            local holder = redis.call('GET', KEYS[1])
            if not holder or holder == ARGV[1] then
              redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
              return 1
            end
            return 0
            """;

    /** KEYS: lease. ARGV: token. */
    private static final String RELEASE = """
            if redis.call('GET', KEYS[1]) == ARGV[1] then
              return redis.call('DEL', KEYS[1])
            end
            return 0
            """;

    private final Vertx vertx;
    private final RedisClient redis;
    private final String key;
    private final String token;
    private final Duration time;
    private final long timer;
    private volatile boolean lost;
    /** The last one, which may be under way. */
    private volatile Future<?> renewal = Future.succeededFuture();

    RedisLease(Vertx vertx, RedisClient redis, String key, String token, Duration time, long renewMillis) {
        this.vertx = vertx;
        this.redis = redis;
        this.key = key;
        this.token = token;
        this.time = time;
        timer = vertx.setPeriodic(renewMillis, _ -> renew());
    }

    /** Also while Redis is away: then nobody knows better, and the work goes on. */
    @Override
    public boolean isHeld() {
        return !lost;
    }

    /** Releases it without waiting; what Redis does not hear of expires. */
    @Override
    public void close() {
        vertx.cancelTimer(timer);
        if (!lost && redis.isThere()) {
            // A renewal that came after it would take the lease again.
            renewal.onComplete(_ -> redis.ask(script(RELEASE).arg(token)));
        }
    }

    private void renew() {
        if (redis.isThere()) {
            renewal = redis.ask(script(RENEW).arg(token).arg(time.toMillis())).onSuccess(answer -> {
                if (answer.map(Object::toString).filter("1"::equals).isEmpty()) {
                    lost = true;
                    vertx.cancelTimer(timer);
                }
            });
        }
    }

    /** With the key, and ready for arguments. */
    private Request script(String text) {
        return Request.cmd(Command.EVAL).arg(text).arg(1).arg(key);
    }
}
