package dev.quern.redis;

import dev.quern.protocol.Deadline;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * One connection to one reign of a Redis master; all threads send over it, and Redis answers in the order in which they
 * sent. So a write that was given up stays before all that is sent later, and a request that blocks holds up the others:
 * whoever waits in Redis has a {@link RedisLink} for that alone, and a deadline after the end of the wait.
 *
 * <p>Every request fails with a {@link RedisUnavailableException}, in time, where Redis does not answer or with an error.
 */
public final class RedisSession {
    /** A connection on which nothing has come back for so long is given up for a new one. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private static final long NOT_WAITING = 0;

    private final Dialer.Line line;
    private final RedisInfo info;
    private final Watcher watcher;
    private final AtomicLong waitingSince = new AtomicLong(NOT_WAITING);
    private volatile ServerClock clock = ServerClock.UNKNOWN;
    private final AtomicBoolean broken = new AtomicBoolean();

    RedisSession(Dialer.Line line, RedisInfo info, Watcher watcher) {
        this.line = line;
        this.info = info;
        this.watcher = watcher;
        line.connection().endHandler(_ -> close());
        line.connection().exceptionHandler(_ -> close());
    }

    /** Changes whenever the server starts anew, another one takes over, or it takes over again itself. */
    public String runId() {
        return info.reign();
    }

    /** What the server told about itself when the session began. */
    RedisInfo info() {
        return info;
    }

    boolean isBroken() {
        return broken.get();
    }

    /** The answer; empty where Redis answers with nothing. */
    public Optional<Response> ask(Request request, Deadline deadline) throws InterruptedException {
        long sentAt = System.nanoTime();
        waitingSince.compareAndSet(NOT_WAITING, sentAt == NOT_WAITING ? 1 : sentAt);
        try {
            Optional<Response> answer = line.connection()
                    .send(request)
                    .map(Optional::ofNullable)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            waitingSince.set(NOT_WAITING);
            return answer;
        } catch (TimeoutException e) {
            long since = waitingSince.get();
            if (since != NOT_WAITING && System.nanoTime() - since > SILENCE.toNanos()) {
                close();
            }
            throw new RedisUnavailableException("Redis did not answer in time.", e);
        } catch (ExecutionException e) {
            // Anything but an error of Redis, such as a full queue, says nothing about the connection.
            throw e.getCause() instanceof ErrorType error
                    ? refused(error)
                    : new RedisUnavailableException("Redis: " + Dialer.reason(e), e);
        }
    }

    /** The answer to a request that is never answered with nothing. */
    public Response require(Request request, Deadline deadline) throws InterruptedException {
        return ask(request, deadline).orElseThrow(() -> new RedisUnavailableException("Redis answered with nothing."));
    }

    /** The answer to a request that is answered with a number. */
    public long number(Request request, Deadline deadline) throws InterruptedException {
        return Long.parseLong(require(request, deadline).toString());
    }

    /**
     * Runs a script; the answer is empty where it answers with nothing.
     *
     * @param keys in a cluster all of one slot, which this session's master serves
     */
    public Optional<Response> run(RedisScript script, List<String> keys, List<String> arguments, Deadline deadline)
            throws InterruptedException {
        try {
            return ask(script.byDigest(keys, arguments), deadline);
        } catch (RedisUnavailableException failure) {
            if (failure.getCause() instanceof ErrorType error && error.is("NOSCRIPT")) {
                return ask(script.inFull(keys, arguments), deadline);
            }
            throw failure;
        }
    }

    /** Fails, and ends the session, unless the server still is the master that it was. */
    Future<RedisSession> confirm() {
        return line.connection()
                .send(Request.cmd(Command.INFO).arg("replication"))
                .timeout(SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                .map(answer -> RedisInfo.parse(String.valueOf(answer)))
                .compose(now -> now.isMaster() && now.history().equals(info.history())
                        ? Future.succeededFuture(this)
                        : Topology.<RedisSession>failure("another master has taken over"))
                .onFailure(_ -> close());
    }

    /** The server's clock, asked for when it was not lately. */
    public ServerClock clock(Deadline deadline) throws InterruptedException {
        ServerClock known = clock;
        if (known.isOld()) {
            known = ServerClock.read(require(Request.cmd(Command.TIME), deadline));
            clock = known;
        }
        return known;
    }

    /** The server's clock is asked for anew next time: a time that was told from it was wrong. */
    public void forgetClock() {
        clock = ServerClock.UNKNOWN;
    }

    void close() {
        if (broken.compareAndSet(false, true)) {
            line.client().close();
            watcher.ended();
        }
    }

    private RedisUnavailableException refused(ErrorType error) {
        waitingSince.set(NOT_WAITING);
        String words = String.valueOf(error.getMessage());
        // Before Redis 7 an error within a script is in the middle of another one.
        if (words.contains("OOM command not allowed")) {
            return new RedisFullException("Redis is full: its maxmemory is used up.", error);
        }
        if (words.contains("READONLY") || words.startsWith("CONNECTION_CLOSED")) {
            close();
        } else if (Stream.of("MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN").anyMatch(words::startsWith)) {
            watcher.misdirected();
        }
        return new RedisUnavailableException("Redis: " + words, error);
    }

    /** Is told what a session finds out about where the masters are. */
    interface Watcher {
        /** The session has ended. */
        void ended();

        /** The server does not serve, or not alone, what it was asked for. */
        void misdirected();
    }
}
