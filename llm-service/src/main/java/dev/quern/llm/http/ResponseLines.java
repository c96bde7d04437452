package dev.quern.llm.http;

import dev.quern.llm.Handover;
import dev.quern.llm.Patience;
import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A response's lines as they come, no more of it held than one line and what the connection gave at once. Closing it
 * closes the connection, at whatever point it is.
 */
final class ResponseLines implements BodySubscriber<ResponseLines>, AutoCloseable {
    private final Handover<List<ByteBuffer>> received = new Handover<>();
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
    private final LineBuffer buffer = new LineBuffer();
    private volatile boolean cancelled;

    /** Empty when the server has closed the stream. */
    Optional<String> next(Call call, Patience patience) throws InterruptedException {
        Optional<String> line = buffer.line();
        while (line.isEmpty()) {
            if (buffer.isOverfull()) {
                throw patience.failures().unavailable(" sent a line that does not end.");
            }
            Optional<List<ByteBuffer>> more = more(call, patience);
            if (more.isEmpty()) {
                return buffer.rest();
            }
            more.get().forEach(buffer::add);
            line = buffer.line();
        }
        return line;
    }

    /** So many bytes of the beginning, or fewer when there are no more or they do not come. */
    byte[] beginning(Call call, Patience patience, int most) throws InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            Optional<List<ByteBuffer>> more = more(call, patience);
            while (more.isPresent() && bytes.size() < most) {
                for (ByteBuffer part : more.get()) {
                    byte[] content = new byte[Math.min(part.remaining(), most - bytes.size())];
                    part.get(content);
                    bytes.writeBytes(content);
                }
                more = bytes.size() < most ? more(call, patience) : Optional.empty();
            }
        } catch (QuernException _) {
            // What has come tells enough: this is read to explain another failure.
        }
        return bytes.toByteArray();
    }

    private Optional<List<ByteBuffer>> more(Call call, Patience patience) throws InterruptedException {
        Optional<List<ByteBuffer>> more = received.next(call, patience);
        Flow.Subscription opened = subscription.get();
        if (opened != null) {
            opened.request(1);
        }
        return more;
    }

    @Override
    public void close() {
        cancelled = true;
        Flow.Subscription opened = subscription.get();
        if (opened != null) {
            opened.cancel();
        }
    }

    @Override
    public CompletionStage<ResponseLines> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription opened) {
        subscription.set(opened);
        if (cancelled) {
            opened.cancel();
        } else {
            opened.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        received.put(bytes);
    }

    @Override
    public void onError(Throwable failure) {
        received.fail(failure);
    }

    @Override
    public void onComplete() {
        received.end();
    }
}
