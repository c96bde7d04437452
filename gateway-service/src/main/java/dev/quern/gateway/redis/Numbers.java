package dev.quern.gateway.redis;

import io.vertx.redis.client.Response;

/** An answer of Redis that is a list of numbers. */
record Numbers(Response answer) {
    long at(int index) {
        return Long.parseLong(String.valueOf(answer.get(index)));
    }
}
