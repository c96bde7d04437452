package dev.quern.cache.redis;

/** Where a server listens. */
record Node(String host, int port) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
