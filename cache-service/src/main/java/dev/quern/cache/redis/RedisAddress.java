package dev.quern.cache.redis;

import dev.quern.cache.CacheConfig.RedisMode;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
    private static final String KEY = "quern.cache.redis.uri";
    private static final int PORT = 6_379;
    private static final int SENTINEL_PORT = 26_379;

    public RedisAddress {
        nodes = List.copyOf(nodes);
        if (mode == RedisMode.SINGLE && nodes.size() != 1) {
            throw new IllegalArgumentException(
                    KEY + " names several servers, which quern.cache.redis.mode=single has not");
        }
        if (mode == RedisMode.CLUSTER && database != 0) {
            throw new IllegalArgumentException(KEY + " names a database; a cluster has only number 0");
        }
    }

    /**
     * Understands {@code redis://host:port/database}, several of them separated by commas. All must agree on TLS and on
     * the database.
     *
     * @param trust is used if the addresses ask for TLS
     */
    public static RedisAddress parse(RedisMode mode, String addresses, Trust trust) {
        List<URI> uris = Arrays.stream(addresses.split(","))
                .map(String::strip)
                .map(RedisAddress::uri)
                .toList();
        URI first = uris.getFirst();
        if (uris.stream()
                .anyMatch(uri -> !uri.getScheme().equals(first.getScheme()) || database(uri) != database(first))) {
            throw new IllegalArgumentException(KEY + " mixes TLS with none, or databases");
        }
        int port = mode == RedisMode.SENTINEL ? SENTINEL_PORT : PORT;
        return new RedisAddress(
                mode,
                uris.stream()
                        .map(uri -> new Node(plain(uri.getHost()), uri.getPort() < 0 ? port : uri.getPort()))
                        .toList(),
                database(first),
                Optional.empty(),
                first.getScheme().equals("rediss") ? Optional.of(trust) : Optional.empty(),
                "",
                Optional.empty());
    }

    public RedisAddress as(Optional<Login> user) {
        return new RedisAddress(mode, nodes, database, user, trust, masterName, sentinelLogin);
    }

    public RedisAddress ofMaster(String name, Optional<Login> userOfSentinels) {
        return new RedisAddress(mode, nodes, database, login, trust, name, userOfSentinels);
    }

    private static URI uri(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            // Its message repeats the text, which may hold a password.
            throw new IllegalArgumentException(KEY + " is not a URI such as redis://host:6379");
        }
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    KEY + " must hold no user and no password: quern.cache.redis.username and .password are for them");
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("redis") || scheme.equals("rediss"))) {
            throw new IllegalArgumentException(
                    KEY + " must be like redis://host:6379 or rediss://host:6379, not " + text);
        }
        return uri;
    }

    private static String plain(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int database(URI uri) {
        String path = uri.getPath().replace("/", "");
        if (!path.matches("\\d{0,4}")) {
            throw new IllegalArgumentException(KEY + " must end in the number of a database, not in " + path);
        }
        return path.isEmpty() ? 0 : Integer.parseInt(path);
    }
}
