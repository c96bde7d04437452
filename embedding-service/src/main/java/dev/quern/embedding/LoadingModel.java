package dev.quern.embedding;

import dev.quern.embedding.ModelStatus.State;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * A model that is loaded in the background, so that the process answers for itself from the first moment. What fails is
 * tried again, less and less often: the file may be mounted late, the server may come back.
 */
final class LoadingModel<M extends BatchModel<?, ?>> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LoadingModel.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final String name;
    private final Callable<? extends M> loader;
    private final Duration patience;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile CompletableFuture<M> model = new CompletableFuture<>();

    LoadingModel(String name, Callable<? extends M> loader, Duration patience) {
        this.name = name;
        this.loader = loader;
        this.patience = patience;
    }

    String name() {
        return name;
    }

    /** Begins to load; call once. */
    void start() {
        Thread.ofPlatform().daemon().name("load-" + name).start(this::loadUntilThere);
    }

    /** The model; empty while it is not loaded, for whatever reason. */
    Optional<M> loaded() {
        CompletableFuture<M> now = model;
        return now.state() == Future.State.SUCCESS ? Optional.of(now.resultNow()) : Optional.empty();
    }

    /** The model, once it is loaded. Throws when that takes longer than the call or its patience lasts, or failed. */
    M await(Call call) throws InterruptedException {
        Deadline limit = call.deadline().orAfter(patience);
        try {
            return model.get(limit.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw QuernException.unavailable(part(), "The model `" + name + "` is still loading.", e)
                    .withRetryAfter(patience);
        } catch (ExecutionException e) {
            throw QuernException.unavailable(
                    part(),
                    "The model `" + name + "` could not be loaded; the service's readiness says why.",
                    e.getCause() == null ? e : e.getCause());
        }
    }

    /**
     * Whose fault it is when this model is away: not the whole service's, or callers would leave alone its other models
     * too.
     */
    private String part() {
        return "embedding model " + name;
    }

    ModelStatus status() {
        CompletableFuture<M> now = model;
        return switch (now.state()) {
            case RUNNING -> new ModelStatus(name, State.LOADING, Optional.empty(), "The model is still loading.");
            case SUCCESS -> status(now.resultNow());
            case FAILED, CANCELLED ->
                new ModelStatus(name, State.UNAVAILABLE, Optional.empty(), reason(now.exceptionNow()));
        };
    }

    @Override
    public void close() {
        closing.countDown();
        CompletableFuture<M> last = model;
        boolean neverLoaded = last.completeExceptionally(shuttingDown());
        if (!neverLoaded && !last.isCompletedExceptionally()) {
            last.join().close();
        }
    }

    private void loadUntilThere() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!load() && !closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean load() {
        long start = System.nanoTime();
        try {
            M loaded = loader.call();
            LOG.infof(
                    "loaded %s in %d ms",
                    loaded.description().exactName(),
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
            become(CompletableFuture.completedFuture(loaded));
            if (closing.getCount() == 0) {
                loaded.close();
            }
            return true;
        } catch (Throwable failure) {
            // A native library that cannot be linked is an Error, and has to be told like any other reason.
            LOG.errorf(failure, "cannot load the model %s", name);
            become(CompletableFuture.failedFuture(failure));
            return false;
        }
    }

    /** Those who wait for the first attempt wait on its own future. */
    private void become(CompletableFuture<M> outcome) {
        CompletableFuture<M> before = model;
        if (closing.getCount() > 0) {
            model = outcome;
        }
        if (outcome.isCompletedExceptionally()) {
            before.completeExceptionally(outcome.exceptionNow());
        } else {
            before.complete(outcome.resultNow());
        }
    }

    private ModelStatus status(M loaded) {
        Optional<ModelDescription> description = Optional.of(loaded.description());
        try {
            loaded.check();
            return new ModelStatus(name, State.READY, description, "");
        } catch (RuntimeException e) {
            return new ModelStatus(name, State.UNAVAILABLE, description, reason(e));
        }
    }

    private static QuernException shuttingDown() {
        return new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "embedding-service is shutting down.");
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
