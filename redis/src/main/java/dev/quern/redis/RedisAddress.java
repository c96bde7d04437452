package dev.quern.redis;

import java.util.List;
import java.util.Optional;

/**
 * How to find Redis and to be let in.
 *
 * @param nodes the server, all sentinels, or some nodes of the cluster
 * @param trust present: TLS
 * @param masterName by which sentinels know the master
 */
public record RedisAddress(
        RedisMode mode,
        List<Node> nodes,
        int database,
        Optional<Login> login,
        Optional<Trust> trust,
        String masterName,
        Optional<Login> sentinelLogin) {
    public RedisAddress {
        nodes = List.copyOf(nodes);
    }

    /**
     * What the settings say.
     *
     * @param key under which they stand, such as {@code quern.cache.redis}; sentences about them name it
     * @throws IllegalArgumentException when they contradict themselves, or a file cannot be read
     */
    public static RedisAddress of(String key, RedisConfig config) {
        return new Settings(key, config).address();
    }

    public RedisAddress as(Optional<Login> user) {
        return new RedisAddress(mode, nodes, database, user, trust, masterName, sentinelLogin);
    }

    RedisAddress ofMaster(String name, Optional<Login> userOfSentinels) {
        return new RedisAddress(mode, nodes, database, login, trust, name, userOfSentinels);
    }
}
