package dev.quern.redis;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Understands {@code redis://host:port/database}, several of them separated by commas. All must agree on TLS and on the
 * database.
 *
 * @param key of the settings that are read
 */
record Addresses(String key) {
    private static final int PORT = 6_379;
    private static final int SENTINEL_PORT = 26_379;

    /** @param trust is used if the addresses ask for TLS */
    RedisAddress parse(RedisMode mode, String addresses, Trust trust) {
        List<URI> uris = Arrays.stream(addresses.split(","))
                .map(String::strip)
                .map(this::uri)
                .toList();
        URI first = uris.getFirst();
        int database = database(first);
        if (uris.stream().anyMatch(uri -> !uri.getScheme().equals(first.getScheme()) || database(uri) != database)) {
            throw refused("mixes TLS with none, or databases");
        }
        if (mode == RedisMode.SINGLE && uris.size() != 1) {
            throw refused("names several servers, which " + key + ".mode=single has not");
        }
        if (mode == RedisMode.CLUSTER && database != 0) {
            throw refused("names a database; a cluster has only number 0");
        }
        int port = mode == RedisMode.SENTINEL ? SENTINEL_PORT : PORT;
        return new RedisAddress(
                mode,
                uris.stream()
                        .map(uri -> new Node(plain(uri.getHost()), uri.getPort() < 0 ? port : uri.getPort()))
                        .toList(),
                database,
                Optional.empty(),
                first.getScheme().equals("rediss") ? Optional.of(trust) : Optional.empty(),
                "",
                Optional.empty());
    }

    private URI uri(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            // Its message repeats the text, which may hold a password.
            throw refused("is not a URI such as redis://host:6379");
        }
        if (uri.getUserInfo() != null) {
            throw refused("must hold no user and no password: " + key + ".username and .password are for them");
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("redis") || scheme.equals("rediss"))) {
            throw refused("must be like redis://host:6379 or rediss://host:6379, not " + text);
        }
        return uri;
    }

    private int database(URI uri) {
        String path = uri.getPath().replace("/", "");
        if (!path.matches("\\d{0,4}")) {
            throw refused("must end in the number of a database, not in " + path);
        }
        return path.isEmpty() ? 0 : Integer.parseInt(path);
    }

    private static String plain(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(key + ".uri " + why);
    }
}
