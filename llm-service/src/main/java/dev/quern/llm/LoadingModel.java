package dev.quern.llm;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** A model that is read from disk while the service starts: generations wait for it, within limits. */
final class LoadingModel implements LanguageModel {
    private static final Logger LOG = Logger.getLogger(LoadingModel.class);

    private final Description description;
    private final Duration longestWait;
    private final ModelFailures failures;
    private final CompletableFuture<LanguageModel> loaded = new CompletableFuture<>();
    private volatile boolean closed;

    /** What is known of it before it is loaded. */
    record Description(String name, BackEnd backEnd, String fingerprint) {}

    LoadingModel(Description description, Duration longestWait) {
        this.description = description;
        this.longestWait = longestWait;
        this.failures = ModelFailures.of(description.backEnd(), description.name());
    }

    /**
     * Begins to load it; to be called once.
     *
     * @param failed is told when that is not possible
     */
    void start(Supplier<LanguageModel> loader, Consumer<RuntimeException> failed) {
        Thread.ofPlatform().daemon().name("load-" + name()).start(() -> {
            try {
                long began = System.nanoTime();
                loaded.complete(loader.get());
                LOG.infof("the model %s is loaded (%d ms)", name(), (System.nanoTime() - began) / 1_000_000);
                if (closed) {
                    close();
                }
            } catch (Throwable e) {
                // Native code fails with errors too: without its library, or memory.
                loaded.completeExceptionally(e);
                failed.accept(
                        e instanceof RuntimeException known
                                ? known
                                : new IllegalStateException(failures.subject() + " cannot be loaded: " + e, e));
            }
        });
    }

    /** A sentence for a person, until it is loaded. */
    Optional<String> loading() {
        return present().isPresent()
                ? Optional.empty()
                : Optional.of(
                        failures.subject() + (loaded.isDone() ? " cannot be loaded." : " is still being loaded."));
    }

    @Override
    public String name() {
        return description.name();
    }

    @Override
    public BackEnd backEnd() {
        return description.backEnd();
    }

    @Override
    public String fingerprint() {
        return description.fingerprint();
    }

    @Override
    public int countTokens(String text) {
        return present().map(model -> model.countTokens(text)).orElseGet(() -> TokenEstimate.of(text));
    }

    @Override
    public ModelOutcome generate(Call call, List<Message> conversation, GenerationOptions options, TokenSink sink)
            throws InterruptedException {
        call.ensureWanted();
        return await(call, options.firstTokenBy()).generate(call, conversation, options, sink);
    }

    @Override
    public void check() {
        loading().ifPresent(sentence -> {
            throw failures.unavailable(sentence.substring(failures.subject().length()));
        });
        present().ifPresent(LanguageModel::check);
    }

    @Override
    public void close() {
        closed = true;
        present().ifPresent(LanguageModel::close);
    }

    private LanguageModel await(Call call, Optional<Deadline> firstTokenBy) throws InterruptedException {
        Duration left = firstTokenBy.orElse(call.deadline()).remaining();
        Duration wait = left.compareTo(longestWait) < 0 ? left : longestWait;
        try {
            return loaded.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            // Not a failure of the model: it must not open its circuit breaker.
            throw failures.busy(" is still being loaded.");
        } catch (ExecutionException e) {
            throw failures.unavailable(" cannot be loaded.", e);
        }
    }

    private Optional<LanguageModel> present() {
        return loaded.isDone() && !loaded.isCompletedExceptionally()
                ? Optional.of(loaded.resultNow())
                : Optional.empty();
    }
}
