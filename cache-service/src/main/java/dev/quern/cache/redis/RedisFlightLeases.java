package dev.quern.cache.redis;

import dev.quern.cache.CacheKey;
import dev.quern.cache.FlightLeases;
import dev.quern.cache.StoreUnavailableException;
import dev.quern.protocol.Deadline;
import dev.quern.redis.RedisLink;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Leases as keys that expire. After a failure Redis is not asked for a while, and everybody may: computing a value twice
 * is cheaper than waiting for a Redis that is away before each of them.
 */
public final class RedisFlightLeases implements FlightLeases {
    private final StoreLink link;
    private final Duration timeout;
    private final Duration pause;
    private final String holder = UUID.randomUUID().toString();
    private final AtomicReference<Deadline> resting = new AtomicReference<>(Deadline.after(Duration.ZERO));

    /**
     * Opens no connection.
     *
     * @param timeout of each request
     * @param pause after a failure
     */
    public RedisFlightLeases(RedisLink link, Duration timeout, Duration pause) {
        this.link = new StoreLink(link);
        this.timeout = timeout;
        this.pause = pause;
    }

    /** This replica may take what it has already: its callers are told apart before they come here. */
    @Override
    public boolean take(CacheKey key, Duration lapse) throws InterruptedException {
        Request take = script(Scripts.TAKE_LEASE, key).arg(Math.max(1, lapse.toMillis()));
        return ask(key, take).map(taken -> taken == 1).orElse(true);
    }

    @Override
    public void give(CacheKey key) throws InterruptedException {
        ask(key, script(Scripts.GIVE_LEASE, key));
    }

    private Request script(String script, CacheKey key) {
        return Request.cmd(Command.EVAL)
                .arg(script)
                .arg(1)
                .arg(RedisNames.lease(key))
                .arg(holder);
    }

    private Optional<Long> ask(CacheKey key, Request request) throws InterruptedException {
        if (!resting.get().isPassed()) {
            return Optional.empty();
        }
        Deadline deadline = Deadline.after(timeout);
        try {
            return Optional.of(link.session(RedisNames.lease(key), deadline).number(request, deadline));
        } catch (StoreUnavailableException away) {
            resting.set(Deadline.after(pause));
            return Optional.empty();
        }
    }
}
