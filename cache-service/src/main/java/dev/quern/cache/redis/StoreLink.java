package dev.quern.cache.redis;

import dev.quern.cache.StoreFullException;
import dev.quern.cache.StoreUnavailableException;
import dev.quern.protocol.Deadline;
import dev.quern.redis.RedisFullException;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisUnavailableException;
import java.util.List;

/** The way to Redis as the cache goes it: what fails there is a store that fails. */
final class StoreLink implements AutoCloseable {
    private final RedisLink link;

    StoreLink(RedisLink link) {
        this.link = link;
    }

    /** With the master of a key; when time runs out it goes on being opened for the next caller. */
    StoreSession session(String name, Deadline deadline) throws InterruptedException {
        return asOfAStore(() -> new StoreSession(link.session(name, deadline)));
    }

    /** With all masters; fails unless all can be reached. */
    List<StoreSession> sessions(Deadline deadline) throws InterruptedException {
        return asOfAStore(
                () -> link.sessions(deadline).stream().map(StoreSession::new).toList());
    }

    /** Names the node of a cluster that serves a key, as far as it is known without asking; empty otherwise. */
    String part(String name) {
        return link.part(name);
    }

    /** What the operator of Redis should change, as far as it is known without asking. */
    List<String> advice() {
        return link.advice();
    }

    @Override
    public void close() {
        link.close();
    }

    static <T> T asOfAStore(Step<T> step) throws InterruptedException {
        try {
            return step.take();
        } catch (RedisFullException full) {
            throw new StoreFullException(String.valueOf(full.getMessage()), full);
        } catch (RedisUnavailableException away) {
            throw new StoreUnavailableException(String.valueOf(away.getMessage()), away);
        }
    }

    interface Step<T> {
        T take() throws InterruptedException;
    }
}
