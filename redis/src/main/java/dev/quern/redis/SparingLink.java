package dev.quern.redis;

import dev.quern.protocol.Deadline;
import io.micrometer.core.instrument.Counter;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * For what can do without Redis: after a failure Redis is left alone for a while, so that not everybody waits for one
 * that is away. What is asked meanwhile fails at once.
 */
public final class SparingLink implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SparingLink.class);

    private final RedisLink link;
    private final Duration timeout;
    private final Duration pause;
    private final String purpose;
    private final Counter failures;
    /** Until when it is left alone; null while it is there. */
    private final AtomicReference<@Nullable Deadline> away = new AtomicReference<>();

    /**
     * Opens no connection.
     *
     * @param link is closed with this
     * @param timeout of each request, the connecting included
     * @param pause after a failure
     * @param purpose what Redis is asked for, for the log: "leases of documents"
     * @param failures counts requests that failed; not those that were not sent
     */
    public SparingLink(RedisLink link, Duration timeout, Duration pause, String purpose, Counter failures) {
        this.link = link;
        this.timeout = timeout;
        this.pause = pause;
        this.purpose = purpose;
        this.failures = failures;
    }

    /** Whether it is worth asking. */
    public boolean isThere() {
        Deadline until = away.get();
        return until == null || until.isPassed();
    }

    /**
     * The answer of the master of a key; empty where Redis answers with nothing.
     *
     * @throws RedisUnavailableException in time, or at once while Redis is left alone
     */
    public Optional<Response> ask(String key, Request request) throws InterruptedException {
        return use(key, (session, deadline) -> session.ask(request, deadline));
    }

    /**
     * The answer of a script; empty where it answers with nothing.
     *
     * @param keys one at least; all on the same master
     * @throws RedisUnavailableException in time, or at once while Redis is left alone
     */
    public Optional<Response> run(RedisScript script, List<String> keys, List<String> arguments)
            throws InterruptedException {
        return use(keys.getFirst(), (session, deadline) -> session.run(script, keys, arguments, deadline));
    }

    @Override
    public void close() {
        link.close();
    }

    private Optional<Response> use(String key, Use use) throws InterruptedException {
        if (!isThere()) {
            throw new RedisUnavailableException("Redis is left alone for a while after a failure.");
        }
        Deadline deadline = Deadline.after(timeout);
        try {
            Optional<Response> answer = use.of(link.session(key, deadline), deadline);
            if (away.getAndSet(null) != null) {
                LOG.infof("Redis is back, and asked for %s again.", purpose);
            }
            return answer;
        } catch (RedisUnavailableException failure) {
            failures.increment();
            if (away.getAndSet(Deadline.after(pause)) == null) {
                LOG.warnf("Redis is away, and not asked for %s meanwhile: %s", purpose, failure.getMessage());
            }
            throw failure;
        }
    }

    private interface Use {
        Optional<Response> of(RedisSession session, Deadline deadline) throws InterruptedException;
    }
}
