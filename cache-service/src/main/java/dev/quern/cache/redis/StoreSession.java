package dev.quern.cache.redis;

import static dev.quern.cache.redis.StoreLink.asOfAStore;

import dev.quern.protocol.Deadline;
import dev.quern.redis.RedisSession;
import dev.quern.redis.ServerClock;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Optional;

/**
 * A session with one reign of a master. It answers in the order in which it is asked, which is what makes an invalidation
 * final: a put that was given up stays before it.
 */
record StoreSession(RedisSession session) {
    /** Changes whenever the server starts anew, another one takes over, or it takes over again itself. */
    String runId() {
        return session.runId();
    }

    /** The answer; empty where Redis answers with nothing. */
    Optional<Response> ask(Request request, Deadline deadline) throws InterruptedException {
        return asOfAStore(() -> session.ask(request, deadline));
    }

    /** The answer to a request that is never answered with nothing. */
    Response require(Request request, Deadline deadline) throws InterruptedException {
        return asOfAStore(() -> session.require(request, deadline));
    }

    long number(Request request, Deadline deadline) throws InterruptedException {
        return asOfAStore(() -> session.number(request, deadline));
    }

    /** The server's clock, asked for when it was not lately. */
    ServerClock clock(Deadline deadline) throws InterruptedException {
        return asOfAStore(() -> session.clock(deadline));
    }

    void forgetClock() {
        session.forgetClock();
    }
}
