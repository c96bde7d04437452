package dev.quern.llm.openai;

import dev.quern.llm.Handover;
import dev.quern.protocol.Call;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A response's lines as they come. Closing it closes the connection, at whatever point it is. */
final class EventLines implements BodySubscriber<EventLines>, AutoCloseable {
    private static final int AHEAD = 64;

    private final Lines lines = new Lines();
    private final BodySubscriber<Lines> decoder =
            BodySubscribers.fromLineSubscriber(lines, done -> done, StandardCharsets.UTF_8, null);

    /** Empty when the server has closed the stream. */
    Optional<String> next(Call call, Duration stallLimit) throws InterruptedException {
        Optional<String> line = lines.received.next(call, stallLimit);
        lines.request(1);
        return line;
    }

    @Override
    public void close() {
        lines.cancel();
    }

    @Override
    public CompletionStage<EventLines> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        decoder.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        decoder.onNext(bytes);
    }

    @Override
    public void onError(Throwable failure) {
        decoder.onError(failure);
    }

    @Override
    public void onComplete() {
        decoder.onComplete();
    }

    private static final class Lines implements Flow.Subscriber<String> {
        private final Handover<String> received = new Handover<>();
        private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
        private volatile boolean cancelled;

        @Override
        public void onSubscribe(Flow.Subscription opened) {
            subscription.set(opened);
            if (cancelled) {
                opened.cancel();
            } else {
                opened.request(AHEAD);
            }
        }

        @Override
        public void onNext(String line) {
            received.put(line);
        }

        @Override
        public void onError(Throwable failure) {
            received.fail(failure);
        }

        @Override
        public void onComplete() {
            received.end();
        }

        void request(int more) {
            Flow.Subscription opened = subscription.get();
            if (opened != null) {
                opened.request(more);
            }
        }

        void cancel() {
            cancelled = true;
            Flow.Subscription opened = subscription.get();
            if (opened != null) {
                opened.cancel();
            }
        }
    }
}
