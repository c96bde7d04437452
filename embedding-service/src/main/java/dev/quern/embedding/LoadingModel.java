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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** A model that is loaded in the background, so that the process answers for itself from the first moment. */
final class LoadingModel implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LoadingModel.class);
    private static final String SERVICE = "embedding-service";

    private final String name;
    private final Callable<EmbeddingModel> loader;
    private final Duration patience;
    private final CompletableFuture<EmbeddingModel> model = new CompletableFuture<>();

    LoadingModel(String name, Callable<EmbeddingModel> loader, Duration patience) {
        this.name = name;
        this.loader = loader;
        this.patience = patience;
    }

    String name() {
        return name;
    }

    /** Begins to load; call once. */
    void start() {
        Thread.ofPlatform().daemon().name("load-embedding-model").start(this::load);
    }

    /** The model, once it is loaded. Throws when that takes longer than the call or its patience lasts, or failed. */
    EmbeddingModel await(Call call) throws InterruptedException {
        Deadline limit = call.deadline().orAfter(patience);
        try {
            return model.get(limit.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw QuernException.unavailable(SERVICE, "The embedding model is still loading.", e)
                    .withRetryAfter(patience);
        } catch (ExecutionException e) {
            throw QuernException.unavailable(
                    SERVICE, "The embedding model could not be loaded; the service's readiness says why.", e);
        }
    }

    ModelStatus status() {
        return switch (model.state()) {
            case RUNNING -> new ModelStatus(name, State.LOADING, Optional.empty(), "The model is still loading.");
            case SUCCESS -> status(model.resultNow());
            case FAILED, CANCELLED ->
                new ModelStatus(name, State.UNAVAILABLE, Optional.empty(), reason(model.exceptionNow()));
        };
    }

    @Override
    public void close() {
        boolean neverLoaded = model.completeExceptionally(
                new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "The service is shutting down."));
        if (!neverLoaded && !model.isCompletedExceptionally()) {
            model.join().close();
        }
    }

    private void load() {
        long start = System.nanoTime();
        try {
            EmbeddingModel loaded = loader.call();
            if (!model.complete(loaded)) {
                loaded.close();
                return;
            }
            LOG.infof(
                    "loaded %s in %d ms",
                    loaded.description().exactName(),
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        } catch (Throwable failure) {
            // A native library that cannot be linked is an Error, and has to be told like any other reason.
            LOG.errorf(failure, "cannot load the embedding model %s", name);
            model.completeExceptionally(failure);
        }
    }

    private ModelStatus status(EmbeddingModel loaded) {
        Optional<ModelDescription> description = Optional.of(loaded.description());
        try {
            loaded.check();
            return new ModelStatus(name, State.READY, description, "");
        } catch (RuntimeException e) {
            return new ModelStatus(name, State.UNAVAILABLE, description, reason(e));
        }
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
