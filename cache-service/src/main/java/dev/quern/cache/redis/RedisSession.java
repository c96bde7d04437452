package dev.quern.cache.redis;

import dev.quern.cache.StoreUnavailableException;
import dev.quern.protocol.Deadline;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one run of a Redis server; all threads send over it, and Redis answers in the order in which they
 * sent. That order is what makes an invalidation final: a put that was given up stays before it.
 */
final class RedisSession {
    /** A connection on which nothing has come back for so long is given up for a new one. */
    private static final long SILENCE = Duration.ofSeconds(1).toNanos();

    private static final long NOT_WAITING = 0;

    private final Redis client;
    private final RedisConnection connection;
    private final String runId;
    private final String clientId;
    private final AtomicLong waitingSince = new AtomicLong(NOT_WAITING);
    private volatile boolean broken;

    RedisSession(Redis client, RedisConnection connection, String runId, String clientId) {
        this.client = client;
        this.connection = connection;
        this.runId = runId;
        this.clientId = clientId;
        connection.endHandler(_ -> close());
        connection.exceptionHandler(_ -> close());
    }

    /** Changes whenever the server starts anew or another one takes over. */
    String runId() {
        return runId;
    }

    /** By which the server knows this connection. */
    String clientId() {
        return clientId;
    }

    boolean isBroken() {
        return broken;
    }

    /** The answer; empty where Redis answers with nothing. */
    Optional<Response> ask(Request request, Deadline deadline) throws InterruptedException {
        return await(() -> connection.send(request).map(Optional::ofNullable), deadline);
    }

    /** The answer to a request that is never answered with nothing. */
    Response require(Request request, Deadline deadline) throws InterruptedException {
        return ask(request, deadline).orElseThrow(() -> new StoreUnavailableException("Redis answered with nothing."));
    }

    long number(Request request, Deadline deadline) throws InterruptedException {
        return Long.parseLong(require(request, deadline).toString());
    }

    /** Asks several questions in one round trip. */
    boolean allTrue(List<Request> questions, Deadline deadline) throws InterruptedException {
        List<@Nullable Response> answers = await(() -> connection.batch(questions), deadline);
        return answers != null && answers.stream().allMatch(answer -> answer != null && "1".equals(answer.toString()));
    }

    void close() {
        broken = true;
        client.close();
    }

    private <T> T await(Sending<T> sending, Deadline deadline) throws InterruptedException {
        long sentAt = System.nanoTime();
        waitingSince.compareAndSet(NOT_WAITING, sentAt == NOT_WAITING ? 1 : sentAt);
        try {
            T answer = sending.send()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            waitingSince.set(NOT_WAITING);
            return answer;
        } catch (TimeoutException e) {
            long since = waitingSince.get();
            if (since != NOT_WAITING && System.nanoTime() - since > SILENCE) {
                close();
            }
            throw new StoreUnavailableException("Redis did not answer in time.", e);
        } catch (ExecutionException e) {
            // Anything else, such as a full queue, did not come from Redis and says nothing about the connection.
            if (e.getCause() instanceof ErrorType answer) {
                waitingSince.set(NOT_WAITING);
                if (answer.is("READONLY") || answer.is("CONNECTION_CLOSED")) {
                    close();
                }
            }
            throw new StoreUnavailableException("Redis: " + RedisLink.reason(e), e);
        }
    }

    @FunctionalInterface
    private interface Sending<T> {
        Future<T> send();
    }
}
