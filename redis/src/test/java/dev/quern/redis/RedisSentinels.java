package dev.quern.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A real master and its replica under three real sentinels, on loopback. */
public final class RedisSentinels implements AutoCloseable {
    private static final String MASTER = "quern";

    private final List<RedisServer> sentinels = new ArrayList<>();
    private final RedisServer master = RedisServer.start();
    private final RedisServer replica =
            RedisServer.start("--replicaof", "127.0.0.1 " + master.node().port(), "--repl-diskless-sync-delay", "0");

    private RedisSentinels() throws Exception {
        for (int i = 0; i < 3; i++) {
            RedisServer sentinel = RedisServer.start("--sentinel");
            sentinels.add(sentinel);
            String port = Integer.toString(master.node().port());
            sentinel.command("SENTINEL", "CONFIG", "SET", "sentinel-pass", RedisServer.PASSWORD);
            sentinel.command("SENTINEL", "MONITOR", MASTER, "127.0.0.1", port, "2");
            sentinel.command("SENTINEL", "SET", MASTER, "auth-pass", RedisServer.PASSWORD);
            sentinel.command("SENTINEL", "SET", MASTER, "down-after-milliseconds", "500");
            sentinel.command("SENTINEL", "SET", MASTER, "failover-timeout", "2000");
        }
    }

    public static RedisSentinels start() throws Exception {
        return new RedisSentinels();
    }

    public RedisAddress address() {
        String uris = sentinels.stream().map(RedisServer::uri).collect(Collectors.joining(","));
        return RedisServer.address(RedisMode.SENTINEL, uris, RedisServer.NO_TRUST)
                .as(RedisServer.LOGIN)
                .ofMaster(MASTER, RedisServer.LOGIN);
    }

    public RedisServer master() {
        return master;
    }

    public RedisServer replica() {
        return replica;
    }

    public RedisServer sentinel(int index) {
        return sentinels.get(index);
    }

    /** From then on they can promote the replica. */
    public void awaitReady() throws Exception {
        Eventually.await("the sentinels know each other and the replica", this::areReady);
    }

    /** Makes the replica the master while the master still is there. */
    public void failOver() throws Exception {
        sentinels.getFirst().command("SENTINEL", "FAILOVER", MASTER);
        Eventually.await(
                "the replica is promoted", () -> replica.command("ROLE").startsWith("master"));
    }

    @Override
    public void close() throws IOException {
        for (RedisServer sentinel : sentinels) {
            sentinel.close();
        }
        replica.close();
        master.close();
    }

    private boolean areReady() throws Exception {
        for (RedisServer sentinel : sentinels) {
            String known = sentinel.command("INFO", "sentinel");
            if (!known.contains("status=ok") || !known.contains("slaves=1,sentinels=3")) {
                return false;
            }
        }
        return replica.command("INFO", "replication").contains("master_link_status:up");
    }
}
