package dev.quern.redis;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A real cluster on loopback: three masters, and a replica of the first. */
public final class RedisCluster implements AutoCloseable {
    private static final int MASTERS = 3;

    private final List<RedisServer> masters = new ArrayList<>();
    private final RedisServer replica;

    private RedisCluster() throws Exception {
        for (int i = 0; i < MASTERS; i++) {
            masters.add(node());
        }
        replica = node();
        for (int i = 0; i < MASTERS; i++) {
            RedisServer master = masters.get(i);
            master.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            master.command("CLUSTER", "ADDSLOTSRANGE", first(i), Integer.toString(Integer.parseInt(first(i + 1)) - 1));
        }
        for (RedisServer other : List.of(masters.get(1), masters.get(2), replica)) {
            meet(other);
        }
        Eventually.await(
                "the replica knows its master",
                () -> replica.command("CLUSTER", "REPLICATE", id(masters.getFirst()))
                        .equals("OK"));
        Eventually.await("the cluster is complete", () -> isComplete());
    }

    public static RedisCluster start() throws Exception {
        return new RedisCluster();
    }

    public RedisLink link(Vertx vertx) {
        return new RedisLink(vertx, address());
    }

    public RedisAddress address() {
        // The first addresses lead nowhere, or to a node that may be dead by then.
        String uris =
                "redis://127.0.0.1:1," + masters.stream().map(RedisServer::uri).collect(Collectors.joining(","));
        return RedisServer.address(RedisMode.CLUSTER, uris, RedisServer.NO_TRUST)
                .as(RedisServer.LOGIN);
    }

    public RedisServer master(int index) {
        return masters.get(index);
    }

    public RedisServer replicaOfTheFirst() {
        return replica;
    }

    /**
     * A name whose key is on this master, as the cluster was made.
     *
     * @param key of a name
     */
    public String nameOn(int index, UnaryOperator<String> key) {
        for (int i = 0; ; i++) {
            String name = "name" + i;
            if (slot(key.apply(name)) * MASTERS / Slots.COUNT == index) {
                return name;
            }
        }
    }

    /** The slot that a key is in. */
    public static int slot(String key) {
        return Slots.of(key);
    }

    /** Moves a slot with all its keys, as {@code redis-cli --cluster reshard} does. */
    public void move(int slot, int from, int to) throws Exception {
        String name = Integer.toString(slot);
        masters.get(to).command("CLUSTER", "SETSLOT", name, "IMPORTING", id(masters.get(from)));
        masters.get(from).command("CLUSTER", "SETSLOT", name, "MIGRATING", id(masters.get(to)));
        for (String key : masters.get(from)
                .command("CLUSTER", "GETKEYSINSLOT", name, "1000")
                .lines()
                .toList()) {
            masters.get(from)
                    .command(
                            "MIGRATE",
                            "127.0.0.1",
                            Integer.toString(masters.get(to).node().port()),
                            key,
                            "0",
                            "5000",
                            "AUTH",
                            RedisServer.PASSWORD);
        }
        masters.get(to).command("CLUSTER", "SETSLOT", name, "NODE", id(masters.get(to)));
        masters.get(from).command("CLUSTER", "SETSLOT", name, "NODE", id(masters.get(to)));
    }

    /** Moves what has this name, and all that shares its slot, to the next master; returns a way back. */
    public AutoCloseable moveAway(String name) throws Exception {
        int slot = Slots.of(name);
        int from = slot * MASTERS / Slots.COUNT;
        int to = (from + 1) % MASTERS;
        move(slot, from, to);
        return () -> move(slot, to, from);
    }

    public void flush() throws Exception {
        for (RedisServer master : masters) {
            master.command("FLUSHALL");
        }
    }

    @Override
    public void close() throws IOException {
        for (RedisServer master : masters) {
            master.close();
        }
        replica.close();
    }

    private static RedisServer node() throws IOException {
        return RedisServer.start(
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                Integer.toString(RedisServer.freePort()),
                "--cluster-node-timeout",
                "1000",
                "--cluster-require-full-coverage",
                "no",
                "--repl-diskless-sync-delay",
                "0");
    }

    private void meet(RedisServer other) throws Exception {
        String line = other.command("CLUSTER", "NODES");
        // "ID host:port@bus ..."
        String bus = line.substring(line.indexOf('@') + 1).replaceAll("\\D.*", "");
        masters.getFirst()
                .command(
                        "CLUSTER",
                        "MEET",
                        "127.0.0.1",
                        Integer.toString(other.node().port()),
                        bus);
    }

    private boolean isComplete() throws Exception {
        for (RedisServer node : List.of(masters.get(0), masters.get(1), masters.get(2), replica)) {
            String info = node.command("CLUSTER", "INFO");
            if (!info.contains("cluster_state:ok")
                    || !info.contains("cluster_known_nodes:4")
                    || !info.contains("cluster_size:3")) {
                return false;
            }
        }
        return replica.command("INFO", "replication").contains("master_link_status:up");
    }

    private static String id(RedisServer server) throws Exception {
        return server.command("CLUSTER", "MYID");
    }

    private static String first(int master) {
        return Integer.toString((Slots.COUNT * master + MASTERS - 1) / MASTERS);
    }
}
