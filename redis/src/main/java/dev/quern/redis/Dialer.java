package dev.quern.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Opens plain connections to single servers, and logs in. Sentinels and clusters are left to {@link Topology}: the
 * client's own ways with them spread requests over pooled connections and repeat them elsewhere, and an invalidation is
 * final only if no request before it can arrive after it.
 */
final class Dialer {
    private static final int CONNECT_MILLIS = 1_000;
    private static final long ANSWER_MILLIS = 1_000;
    /** Requests under way at once on one connection; what does not fit fails at once. */
    private static final int MOST_WAITING = 1_024;

    private final Vertx vertx;
    private final RedisAddress address;

    Dialer(Vertx vertx, RedisAddress address) {
        this.vertx = vertx;
        this.address = address;
    }

    /** A connection, and what has to be closed with it. */
    record Line(Redis client, RedisConnection connection) {}

    /** A connection to where the data is. */
    Future<Line> dial(Node node) {
        return dial(node, address.login()).compose(line -> select(line).map(line));
    }

    /** Asks one question and hangs up. */
    Future<Response> ask(Node node, Optional<Login> login, Request question) {
        return dial(node, login)
                .compose(line -> line.connection
                        .send(question)
                        .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                        .onComplete(_ -> line.client.close()));
    }

    /** What went wrong, in the words of its cause. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        for (Throwable deeper = failure; deeper != null; deeper = deeper.getCause()) {
            cause = deeper;
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private Future<Line> dial(Node node, Optional<Login> login) {
        Redis client = Redis.createClient(vertx, options(node));
        return client.connect()
                .compose(connection -> logIn(connection, login).map(new Line(client, connection)))
                .timeout(CONNECT_MILLIS + ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                .onFailure(_ -> client.close());
    }

    private RedisOptions options(Node node) {
        NetClientOptions net = new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true);
        address.trust().ifPresent(trust -> trust.apply(net));
        String host = node.host().contains(":") ? "[" + node.host() + "]" : node.host();
        return new RedisOptions()
                .setConnectionString(
                        (address.trust().isPresent() ? "rediss://" : "redis://") + host + ":" + node.port())
                .setProtocolNegotiation(false)
                .setMaxWaitingHandlers(MOST_WAITING)
                .setNetClientOptions(net);
    }

    /** The client itself would log in only where the server lets nobody in without, and then not as a user. */
    private static Future<?> logIn(RedisConnection connection, Optional<Login> login) {
        return login.<Future<?>>map(as ->
                        connection.send(Request.cmd(Command.AUTH).arg(as.user()).arg(as.password())))
                .orElseGet(Future::succeededFuture);
    }

    private Future<?> select(Line line) {
        return address.database() == 0
                ? Future.succeededFuture()
                : line.connection.send(Request.cmd(Command.SELECT).arg(address.database()));
    }
}
