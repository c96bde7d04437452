package dev.quern.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a session with one server, and opens a new one on demand when there is none. Each new one learns which reign of
 * which process it talks to, and has the server drop the connection before it, on which requests that were given up
 * could otherwise still arrive, after newer ones.
 */
final class NodeLink {
    private static final Logger LOG = Logger.getLogger(NodeLink.class);
    private static final long HANDSHAKE_MILLIS = 2_000;

    private final Node node;
    private final Dialer dialer;
    private final Runnable suspicion;
    /** By process of a server, how it knows the last connection to it, whatever became of that. */
    private final Map<String, String> lastClients;

    private final Latest<RedisSession> latest = new Latest<>(this::renew);
    private volatile @Nullable RedisSession current;
    private final Function<RedisInfo, List<String>> advisor;
    private volatile List<String> advice = List.of();
    private volatile boolean closed;

    /**
     * @param advisor what the operator should change
     * @param suspicion is told when the server may not be the right one any more
     */
    NodeLink(
            Node node,
            Dialer dialer,
            Map<String, String> lastClients,
            Function<RedisInfo, List<String>> advisor,
            Runnable suspicion) {
        this.node = node;
        this.dialer = dialer;
        this.lastClients = lastClients;
        this.advisor = advisor;
        this.suspicion = suspicion;
    }

    CompletableFuture<RedisSession> session() {
        return latest.get();
    }

    /** What the operator should change, as the server told when the last session began. */
    List<String> advice() {
        return advice;
    }

    /** Ends the session; the next user opens another one. */
    void leave() {
        RedisSession session = current;
        if (session != null) {
            session.close();
        }
    }

    void close() {
        closed = true;
        leave();
    }

    private CompletableFuture<RedisSession> renew() {
        RedisSession session = current;
        Future<RedisSession> renewed = session == null || session.isBroken() ? open() : session.confirm();
        return renewed.toCompletionStage().toCompletableFuture();
    }

    private Future<RedisSession> open() {
        return dialer.dial(node)
                .compose(line -> greet(line)
                        .timeout(HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS)
                        .onFailure(_ -> line.client().close()))
                .onSuccess(this::use)
                .onFailure(_ -> suspicion.run());
    }

    private void use(RedisSession session) {
        current = session;
        List<String> now = advisor.apply(session.info());
        if (!now.isEmpty() && !now.equals(advice)) {
            LOG.warnf("Redis at %s works, but: %s.", node, String.join("; ", now));
        }
        advice = now;
        if (closed) {
            session.close();
        }
    }

    private Future<RedisSession> greet(Dialer.Line line) {
        return line.connection().send(Request.cmd(Command.INFO)).compose(answer -> {
            RedisInfo info = RedisInfo.parse(String.valueOf(answer));
            return info.isMaster() ? replace(line, info) : Topology.failure(node + " is a replica, and not the master");
        });
    }

    private Future<RedisSession> replace(Dialer.Line line, RedisInfo info) {
        return line.connection().send(Request.cmd(Command.CLIENT).arg("ID")).compose(id -> {
            @Nullable String before = lastClients.put(info.process(), String.valueOf(id));
            // Usually the server has noticed that it is gone, and says that it has dropped none.
            Future<?> dropped = before == null
                    ? Future.succeededFuture()
                    : line.connection()
                            .send(Request.cmd(Command.CLIENT)
                                    .arg("KILL")
                                    .arg("ID")
                                    .arg(before))
                            .onFailure(_ -> lastClients.replace(info.process(), String.valueOf(id), before));
            return dropped.map(_ -> new RedisSession(line, info, new Suspicions()));
        });
    }

    private final class Suspicions implements RedisSession.Watcher {
        @Override
        public void ended() {
            latest.forget();
            suspicion.run();
        }

        @Override
        public void misdirected() {
            suspicion.run();
        }
    }
}
