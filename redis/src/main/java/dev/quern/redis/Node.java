package dev.quern.redis;

/** Where a server listens. */
public record Node(String host, int port) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
