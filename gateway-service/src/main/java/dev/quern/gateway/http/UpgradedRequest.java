package dev.quern.gateway.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Method;

/**
 * A request that became a WebSocket. Quarkus waits for all requests before the process ends, and never sees the end of
 * such a one: its response was over with the handshake, which is told to nobody.
 */
@RegisterForReflection(targets = QuarkusRequestWrapper.class, fields = false)
record UpgradedRequest(HttpServerRequest request) {
    private static final Method DONE = done();

    /** Any number of times. */
    void end() {
        try {
            DONE.invoke(QuarkusRequestWrapper.get(request));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a request of Quarkus cannot be ended", e);
        }
    }

    private static Method done() {
        try {
            Method done = QuarkusRequestWrapper.class.getDeclaredMethod("done");
            done.setAccessible(true);
            return done;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("another version of Quarkus: its requests have no end", e);
        }
    }
}
