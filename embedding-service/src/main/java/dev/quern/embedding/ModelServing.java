package dev.quern.embedding;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

/** What all models of the process share: the bound on waiting texts, and the threads that read and compute. */
@Singleton
class ModelServing {
    private final EmbeddingConfig config;
    private final Timing timing;
    private final PendingTexts pending;
    private final TextReader reader = new TextReader(Runtime.getRuntime().availableProcessors());
    private final List<BatchScheduler> schedulers = new CopyOnWriteArrayList<>();
    private final BatchScheduler local;

    ModelServing(EmbeddingConfig config, MeterRegistry registry) {
        this.config = config;
        timing = new Timing(registry);
        pending = new PendingTexts(Settings.requireAtLeast("max-pending", config.maxBatch(), config.maxPending()));
        local = scheduler(
                LocalCompute.batchesAtOnce(config), Thread.ofPlatform().daemon().name("inference-", 0));
        Gauge.builder("quern.embedding.pending", pending, PendingTexts::count)
                .description("Texts that wait or are being computed")
                .register(registry);
        Gauge.builder("quern.embedding.waiting", this, ModelServing::waiting)
                .description("Texts that wait for their batch")
                .register(registry);
    }

    PendingTexts pending() {
        return pending;
    }

    TextReader reader() {
        return reader;
    }

    EmbeddingLimits limits() {
        return new EmbeddingLimits(config.maxBatch(), config.maxTextLength());
    }

    /** A model that this process computes: all of them take turns, since they share the cores. */
    <M extends BatchModel<?, ?>> ServedModel<M> inProcess(String name, Callable<? extends M> loader) {
        return new ServedModel<>(new LoadingModel<>(name, loader, config.loadPatience()), local, true);
    }

    /** A model that another server computes: it has its own calls, so that it holds up nobody else. */
    <M extends BatchModel<?, ?>> ServedModel<M> elsewhere(
            String name, int callsAtOnce, Callable<? extends M> connection) {
        BatchScheduler own = scheduler(
                Settings.requirePositive("provider.concurrency", callsAtOnce),
                Thread.ofVirtual().name(name + "-", 0));
        return new ServedModel<>(new LoadingModel<>(name, connection, config.loadPatience()), own, false);
    }

    @PreDestroy
    void close() {
        schedulers.forEach(BatchScheduler::close);
        reader.close();
    }

    private BatchScheduler scheduler(int workers, Thread.Builder threads) {
        BatchScheduler scheduler = new BatchScheduler(workers, threads, timing);
        schedulers.add(scheduler);
        return scheduler;
    }

    private int waiting() {
        return schedulers.stream().mapToInt(BatchScheduler::waiting).sum();
    }
}
