package dev.quern.cache.redis;

import dev.quern.cache.StoreUnavailableException;
import dev.quern.protocol.Deadline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a session with Redis, and opens a new one on demand when there is none. A session is not pooled: each new one
 * learns which run of the server it talks to, and has the server drop the connection before it, on which requests that
 * were given up could otherwise still arrive, after newer ones.
 */
final class RedisLink implements AutoCloseable {
    private static final int CONNECT_MILLIS = 1_000;
    private static final long HANDSHAKE_MILLIS = 2_000;
    /** Requests under way at once; what does not fit fails at once. */
    private static final int MOST_WAITING = 1_024;

    private final Vertx vertx;
    private final RedisOptions options;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable CompletableFuture<RedisSession> current;
    /** The last one that was opened, whatever became of it. */
    private Optional<RedisSession> last = Optional.empty();

    private boolean closed;

    RedisLink(Vertx vertx, String uri, Optional<String> password) {
        this.vertx = vertx;
        this.options = new RedisOptions()
                .setConnectionString(uri)
                .setProtocolNegotiation(false)
                .setMaxWaitingHandlers(MOST_WAITING)
                .setNetClientOptions(new NetClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setTcpKeepAlive(true)
                        .setTcpNoDelay(true));
        password.ifPresent(options::setPassword);
    }

    /** Waits for a session; when time runs out it goes on being opened for the next caller. */
    RedisSession session(Deadline deadline) throws InterruptedException {
        try {
            return sessionOrOpening().get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new StoreUnavailableException("Redis cannot be reached in time.", e);
        } catch (ExecutionException e) {
            throw new StoreUnavailableException("Redis cannot be reached: " + reason(e), e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (current != null) {
                var _ = current.thenAccept(RedisSession::close);
            }
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<RedisSession> sessionOrOpening() {
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(new IllegalStateException("the service is shutting down"));
            }
            if (current == null || (current.isDone() && isUseless(current))) {
                current = open(last).toCompletionStage().toCompletableFuture();
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    private boolean isUseless(CompletableFuture<RedisSession> opened) {
        if (opened.isCompletedExceptionally()) {
            return true;
        }
        last = Optional.of(opened.join());
        return opened.join().isBroken();
    }

    private Future<RedisSession> open(Optional<RedisSession> before) {
        Redis client = Redis.createClient(vertx, options);
        return client.connect()
                .compose(connection -> greet(client, connection, before))
                .timeout(HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS)
                .onFailure(_ -> client.close());
    }

    private static Future<RedisSession> greet(Redis client, RedisConnection connection, Optional<RedisSession> before) {
        return connection.send(Request.cmd(Command.INFO).arg("server")).compose(info -> {
            String runId = RedisInfo.parse(String.valueOf(info)).text("run_id");
            return drop(connection, before.filter(old -> old.runId().equals(runId)))
                    .compose(_ -> connection.send(Request.cmd(Command.CLIENT).arg("ID")))
                    .map(id -> new RedisSession(client, connection, runId, String.valueOf(id)));
        });
    }

    private static Future<?> drop(RedisConnection connection, Optional<RedisSession> before) {
        return before.<Future<?>>map(old -> connection
                        .send(Request.cmd(Command.CLIENT).arg("KILL").arg("ID").arg(old.clientId()))
                        // Usually the server has noticed already, and says that there is no such client.
                        .otherwiseEmpty())
                .orElseGet(Future::succeededFuture);
    }

    static String reason(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return cause == null ? "for no known reason" : String.valueOf(cause.getMessage());
    }
}
