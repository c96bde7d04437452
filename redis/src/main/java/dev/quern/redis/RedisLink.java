package dev.quern.redis;

import dev.quern.protocol.Deadline;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The way to Redis, whether it is one server, a master with sentinels or a cluster: for a key, the session with the
 * master that serves it.
 *
 * <p>Which servers are masters is asked for about every second while the link is used, and so is each session's server
 * whether it still is one. A master that was replaced without knowing it, because the network has been cut, is left two
 * seconds later at most; a server that answers {@code MOVED}, {@code READONLY} or nothing, at once. Such a request fails
 * and is not sent elsewhere: only its sender knows whether it may happen twice.
 *
 * <p>A server that lost a part of a cluster's slots is left too, so that its new session drops what was given up on the
 * old one, before the slots come back to it.
 */
public final class RedisLink implements AutoCloseable {
    private final Dialer dialer;
    private final Function<RedisInfo, List<String>> advisor;
    private final Topology topology;
    private final Latest<Masters> masters = new Latest<>(this::look);
    private final Map<Node, NodeLink> links = new ConcurrentHashMap<>();
    /** One for each process of Redis that this one has met. */
    private final Map<String, String> lastClients = new ConcurrentHashMap<>();

    private final RedisMode mode;
    private volatile Masters last = new Masters(List.of());
    private volatile boolean closed;

    /** Opens no connection. */
    public RedisLink(Vertx vertx, RedisAddress address) {
        this(vertx, address, _ -> List.of());
    }

    /**
     * Opens no connection.
     *
     * @param advisor what the operator of a server should change, in sentences; it goes into the log
     */
    public RedisLink(Vertx vertx, RedisAddress address, Function<RedisInfo, List<String>> advisor) {
        this.advisor = advisor;
        this.dialer = new Dialer(vertx, address);
        this.mode = address.mode();
        this.topology = Topology.of(address, dialer);
    }

    /**
     * Waits for a session with the master of a key; when time runs out it goes on being opened for the next caller.
     *
     * @param name of the key; all keys with the same hash tag have the same master
     */
    public RedisSession session(String name, Deadline deadline) throws InterruptedException {
        int slot = Slots.of(name);
        return await(
                masters.get()
                        .thenCompose(all -> all.of(slot)
                                .map(node -> link(node).session())
                                .orElseGet(() -> failed("no node of the cluster serves slot " + slot))),
                deadline);
    }

    /** Sessions with all masters; fails unless all can be reached. */
    public List<RedisSession> sessions(Deadline deadline) throws InterruptedException {
        List<CompletableFuture<RedisSession>> opening = new ArrayList<>();
        for (Node node : await(masters.get(), deadline).nodes()) {
            opening.add(link(node).session());
        }
        List<RedisSession> sessions = new ArrayList<>();
        for (CompletableFuture<RedisSession> session : opening) {
            sessions.add(await(session, deadline));
        }
        return sessions;
    }

    /** Names the node of a cluster that serves a key, as far as it is known without asking; empty otherwise. */
    public String part(String name) {
        return mode == RedisMode.CLUSTER
                ? last.of(Slots.of(name)).map(Node::toString).orElse("")
                : "";
    }

    /** What the operator of Redis should change, as far as it is known without asking. */
    public List<String> advice() {
        return last.nodes().stream()
                .flatMap(node -> link(node).advice().stream())
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        closed = true;
        links.values().forEach(NodeLink::close);
    }

    private <T> T await(CompletableFuture<T> future, Deadline deadline) throws InterruptedException {
        if (closed) {
            throw new RedisUnavailableException("The service is shutting down.");
        }
        try {
            return future.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new RedisUnavailableException("Redis cannot be reached in time.", e);
        } catch (ExecutionException e) {
            throw new RedisUnavailableException("Redis cannot be reached: " + Dialer.reason(e), e);
        }
    }

    private CompletableFuture<Masters> look() {
        return topology.masters()
                .onSuccess(this::leaveThoseThatLost)
                .toCompletionStage()
                .toCompletableFuture();
    }

    private void leaveThoseThatLost(Masters now) {
        Masters before = last;
        last = now;
        before.losing(now).forEach(node -> link(node).leave());
        // Where there is no master any more, there is nothing to keep.
        links.keySet()
                .removeIf(node -> !now.nodes().contains(node) && !before.nodes().contains(node));
    }

    private NodeLink link(Node node) {
        return links.computeIfAbsent(node, at -> new NodeLink(at, dialer, lastClients, advisor, masters::suspect));
    }

    private static <T> CompletableFuture<T> failed(String sentence) {
        return CompletableFuture.failedFuture(new RedisUnavailableException(sentence));
    }
}
