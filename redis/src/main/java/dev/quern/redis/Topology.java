package dev.quern.redis;

import io.vertx.core.Future;

/** Finds the masters. Each question is answered by what the servers say now, or fails within a few seconds. */
@FunctionalInterface
interface Topology {
    Future<Masters> masters();

    static Topology of(RedisAddress address, Dialer dialer) {
        return switch (address.mode()) {
            case SINGLE -> {
                Masters masters = Masters.only(address.nodes().getFirst());
                yield () -> Future.succeededFuture(masters);
            }
            case SENTINEL -> new SentinelTopology(address, dialer);
            case CLUSTER -> new ClusterTopology(address, dialer);
        };
    }

    static <T> Future<T> failure(String sentence) {
        return Future.failedFuture(new RedisUnavailableException(sentence));
    }
}
