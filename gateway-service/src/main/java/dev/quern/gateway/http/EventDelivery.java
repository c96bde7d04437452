package dev.quern.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Brings events to one client, as fast as it reads: what it has not read is bounded by what the connection holds and by
 * {@link #AHEAD}. All state belongs to the connection's own thread.
 */
final class EventDelivery implements Flow.Subscriber<ServerEvent> {
    /** Events that may be on their way to the connection's thread at once. */
    private static final int AHEAD = 8;

    private static final byte[] RETRY = "retry:2000\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final long NONE = -1;

    private final EventStream stream;
    private final ServerHttpResponse response;
    private final Context thread;
    private final Vertx vertx;
    private final ObjectMapper json;
    private final Patience patience;
    private final Draining draining;
    private final Runnable finished;
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
    private Runnable leave = () -> {};
    private boolean over;
    private boolean wroteLately;
    private int owed;
    private long heartbeats = NONE;
    private long stall = NONE;

    /**
     * @param heartbeat after so long without an event there is a comment
     * @param slowReader who does not read for so long is given up
     */
    record Patience(Duration heartbeat, Duration slowReader) {}

    EventDelivery(
            EventStream stream,
            ServerHttpResponse response,
            Context thread,
            ObjectMapper json,
            Patience patience,
            Draining draining,
            Runnable finished) {
        this.stream = stream;
        this.response = response;
        this.thread = thread;
        this.vertx = thread.owner();
        this.json = json;
        this.patience = patience;
        this.draining = draining;
        this.finished = finished;
    }

    void begin() {
        stream.request().addEndHandler(_ -> thread.runOnContext(_ -> end()));
        if (response.closed()) {
            // Nobody is there any more, but whatever was made ready has to be told.
            stream.events().subscribe().with(_ -> {}, _ -> {}).cancel();
            end();
            return;
        }
        leave = draining.enter(() -> thread.runOnContext(_ -> drain()));
        heartbeats = vertx.setPeriodic(patience.heartbeat().toMillis(), _ -> beat());
        if (stream.retried()) {
            write(RETRY);
        }
        stream.events().subscribe(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription.set(begun);
        begun.request(AHEAD);
    }

    @Override
    public void onNext(ServerEvent event) {
        byte[] bytes = bytes(event);
        thread.runOnContext(_ -> {
            if (!over) {
                write(bytes);
                owed++;
                askForMore();
            }
        });
    }

    @Override
    public void onError(Throwable failure) {
        byte[] last = bytes(stream.failure().apply(failure));
        thread.runOnContext(_ -> close(last));
    }

    @Override
    public void onComplete() {
        thread.runOnContext(_ -> close(new byte[0]));
    }

    private void drain() {
        onError(new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "This part of Quern is shutting down; ask again."));
    }

    private void askForMore() {
        if (!response.isWriteQueueFull()) {
            int now = owed;
            owed = 0;
            Flow.Subscription from = subscription.get();
            if (now > 0 && from != null) {
                from.request(now);
            }
        } else if (stall == NONE) {
            stall = vertx.setTimer(patience.slowReader().toMillis(), _ -> giveUp());
            response.addDrainHandler(() -> {
                cancel(stall);
                stall = NONE;
                askForMore();
            });
        }
    }

    private void beat() {
        if (!wroteLately && !over && !response.isWriteQueueFull()) {
            write(HEARTBEAT);
        }
        wroteLately = false;
    }

    private void write(byte[] bytes) {
        wroteLately = true;
        response.write(bytes, failure -> {
            if (failure != null) {
                thread.runOnContext(_ -> end());
            }
        });
    }

    private void close(byte[] last) {
        if (!over && !response.closed()) {
            if (last.length > 0) {
                write(last);
            }
            response.end();
            end();
        }
    }

    private void giveUp() {
        draining.countSlow();
        stream.request().response().reset();
        end();
    }

    /** Nothing more is written, and nothing more need be made. */
    private void end() {
        if (over) {
            return;
        }
        over = true;
        leave.run();
        cancel(heartbeats);
        cancel(stall);
        Flow.Subscription from = subscription.get();
        if (from != null) {
            from.cancel();
        }
        finished.run();
    }

    private void cancel(long timer) {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
        }
    }

    private byte[] bytes(ServerEvent event) {
        if (event.isHeartbeat()) {
            return HEARTBEAT;
        }
        StringBuilder text = new StringBuilder();
        event.id().ifPresent(id -> text.append("id:").append(id).append('\n'));
        event.name().ifPresent(name -> text.append("event:").append(name).append('\n'));
        // Clients that know no names, and little of the standard, expect the space.
        text.append(event.name().isPresent() ? "data:" : "data: ").append(data(event));
        return text.append("\n\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** On one line: JSON has no need of more. */
    private String data(ServerEvent event) {
        try {
            return json.writeValueAsString(event.data());
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
