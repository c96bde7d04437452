package dev.quern.retrieval.redis;

import dev.quern.redis.RedisScript;
import dev.quern.redis.RedisUnavailableException;
import dev.quern.redis.SparingLink;
import dev.quern.retrieval.Leases;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A key of ours. One thread renews it until it is released, or turns out to be another's, and then gives it back: a
 * renewal that came after that would take the lease again. A key that is gone is set again.
 */
final class RedisLease implements Leases.Lease, Runnable {
    private static final Logger LOG = Logger.getLogger(RedisLease.class);

    /** A Redis that was started anew or took over knows no lease. KEYS: lease. ARGV: token, milliseconds. */
    private static final RedisScript RENEW = new RedisScript("""
            local holder = redis.call('GET', KEYS[1])
            if not holder or holder == ARGV[1] then
              redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
              return 1
            end
            return 0
            """);

    /** KEYS: lease. ARGV: token. */
    private static final RedisScript RELEASE = new RedisScript("""
            if redis.call('GET', KEYS[1]) == ARGV[1] then
              return redis.call('DEL', KEYS[1])
            end
            return 0
            """);

    private final SparingLink redis;
    private final List<String> key;
    private final String token;
    private final Duration time;
    private final Duration untilRenewal;
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean lost;

    RedisLease(SparingLink redis, String key, String token, Duration time, Duration untilRenewal) {
        this.redis = redis;
        this.key = List.of(key);
        this.token = token;
        this.time = time;
        this.untilRenewal = untilRenewal;
    }

    /** Also while Redis is away: then nobody knows better, and the work goes on. */
    @Override
    public boolean isHeld() {
        return !lost;
    }

    /** Releases it without waiting; what Redis does not hear of expires. */
    @Override
    public void close() {
        released.countDown();
    }

    @Override
    public void run() {
        try {
            while (!lost && !released.await(untilRenewal.toNanos(), TimeUnit.NANOSECONDS)) {
                lost = !ask(RENEW, List.of(token, Long.toString(time.toMillis())));
            }
            if (!lost) {
                ask(RELEASE, List.of(token));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it is ours, as far as Redis tells. */
    private boolean ask(RedisScript script, List<String> arguments) throws InterruptedException {
        try {
            return redis.run(script, key, arguments)
                    .map(Object::toString)
                    .filter("1"::equals)
                    .isPresent();
        } catch (RedisUnavailableException away) {
            LOG.debugf("The lease %s is not renewed: %s", key.getFirst(), away.getMessage());
            return true;
        }
    }
}
