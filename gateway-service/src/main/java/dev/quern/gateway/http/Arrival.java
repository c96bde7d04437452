package dev.quern.gateway.http;

import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** How a body comes in: one that takes too long, or of which nothing comes for a while, is not waited for. */
final class Arrival {
    private static final int LOOKS = 4;

    private final Duration longest;
    private final Duration stall;
    private final long began;
    private long changed;
    private long bytes;

    /**
     * @param longest that the whole may take
     * @param stall that may pass without a byte
     * @param now in nanoseconds, as later
     */
    Arrival(Duration longest, Duration stall, long now) {
        this.longest = longest;
        this.stall = stall;
        began = now;
        changed = now;
    }

    /** Ends a request whose body is late: its connection, or of one that many requests share its part. Who waits for the body finds that out as ever. */
    static Runnable watch(RoutingContext context, Duration longest, Duration stall) {
        HttpServerRequest request = context.request();
        Arrival arrival = new Arrival(longest, stall, System.nanoTime());
        Vertx vertx = context.vertx();
        long timer = vertx.setPeriodic(Math.max(1, stall.toMillis() / LOOKS), id -> {
            if (request.isEnded()) {
                vertx.cancelTimer(id);
            } else if (arrival.isLate(System.nanoTime(), request.bytesRead())) {
                vertx.cancelTimer(id);
                end(request);
            }
        });
        return () -> vertx.cancelTimer(timer);
    }

    private static void end(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(Http2Error.CANCEL.code());
        } else {
            request.connection().close();
        }
    }

    /** Called again and again, with all the bytes that have come so far. */
    boolean isLate(long now, long read) {
        if (read != bytes) {
            bytes = read;
            changed = now;
        }
        return now - changed >= stall.toNanos() || now - began >= longest.toNanos();
    }
}
