package dev.quern.gateway.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first of many events, and then gives all of them, the first included, as they are asked for. They are
 * asked for once, and read once.
 */
final class FirstEvent<T> implements Flow.Subscriber<T> {
    private final UniEmitter<? super Multi<T>> first;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicReference<Flow.@Nullable Subscription> source = new AtomicReference<>();
    private final CompletableFuture<Flow.Subscriber<? super T>> reader = new CompletableFuture<>();
    /** Signals come one after the other, so that nobody else changes this meanwhile. */
    private CompletableFuture<?> told = reader;

    private volatile boolean cancelled;

    private FirstEvent(UniEmitter<? super Multi<T>> first) {
        this.first = first;
    }

    /**
     * Fails as the events do when they fail before there is one.
     *
     * @param leaving is given what to do when nobody wants the events any more, even if nobody has begun to read them
     */
    static <T> Uni<Multi<T>> of(Multi<T> events, Consumer<Runnable> leaving) {
        return Uni.createFrom().emitter(emitter -> {
            FirstEvent<T> waiting = new FirstEvent<>(emitter);
            emitter.onTermination(waiting::leaveUnlessBegun);
            leaving.accept(waiting::cancel);
            events.subscribe().withSubscriber(waiting);
        });
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source.set(subscription);
        if (cancelled) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(T event) {
        if (begun.compareAndSet(false, true)) {
            Flow.Publisher<T> rest = this::read;
            first.complete(Multi.createBy()
                    .concatenating()
                    .streams(Multi.createFrom().item(event), Multi.createFrom().publisher(rest))
                    .onCancellation()
                    .invoke(this::cancel));
        } else {
            tell(to -> to.onNext(event));
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (begun.compareAndSet(false, true)) {
            first.fail(failure);
        } else {
            tell(to -> to.onError(failure));
        }
    }

    @Override
    public void onComplete() {
        if (begun.compareAndSet(false, true)) {
            first.complete(Multi.createFrom().empty());
        } else {
            tell(Flow.Subscriber::onComplete);
        }
    }

    /** In their order, also while nobody reads yet. */
    private void tell(Consumer<Flow.Subscriber<? super T>> signal) {
        told = told.thenCombine(reader, (_, to) -> {
            signal.accept(to);
            return to;
        });
    }

    private void read(Flow.Subscriber<? super T> newReader) {
        newReader.onSubscribe(Objects.requireNonNull(source.get()));
        reader.complete(newReader);
    }

    private void leaveUnlessBegun() {
        if (begun.compareAndSet(false, true)) {
            cancel();
        }
    }

    private void cancel() {
        cancelled = true;
        Flow.Subscription from = source.get();
        if (from != null) {
            from.cancel();
        }
    }
}
