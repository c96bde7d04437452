package dev.quern.embedding;

import dev.quern.embedding.BatchScheduler.Callers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

/** What all models of the process share: the limits, and the threads that read and compute. */
@Singleton
class ModelServing {
    private final EmbeddingConfig config;
    private final Timing timing;
    private final List<PendingTexts> pending = new CopyOnWriteArrayList<>();
    private final MeterRegistry registry;
    private final int maxPending;
    private final Duration patience;
    private final TextReader reader;
    private final List<BatchScheduler> schedulers = new CopyOnWriteArrayList<>();
    private final BatchScheduler local;

    /** What a model is for: two of different kinds may have the same name. */
    enum Kind {
        EMBEDDING,
        RERANKING
    }

    ModelServing(EmbeddingConfig config, MeterRegistry registry) {
        this.config = config;
        timing = new Timing(registry);
        this.registry = registry;
        maxPending = Settings.requireAtLeast("max-pending", 2 * config.maxBatch(), config.maxPending());
        patience = Settings.requirePositive("load-patience", config.loadPatience());
        int cores = Runtime.getRuntime().availableProcessors();
        reader = new TextReader(cores, timing);
        // Of a single core nobody may hold the one carrier.
        local = scheduler(
                LocalCompute.batchesAtOnce(config),
                Thread.ofPlatform().daemon().name("inference-", 0),
                cores > 1 ? Callers.COMPUTE : Callers.WAIT);
        Gauge.builder("quern.embedding.pending", this, ModelServing::pendingTexts)
                .description("Texts that wait or are being computed")
                .register(registry);
        Gauge.builder("quern.embedding.waiting", this, ModelServing::waiting)
                .description("Texts that wait for their batch")
                .register(registry);
    }

    TextReader reader() {
        return reader;
    }

    EmbeddingLimits limits() {
        return new EmbeddingLimits(config.maxBatch(), config.maxTextLength());
    }

    /** A model that this process computes: all of them take turns, since they share the cores. */
    <M extends BatchModel<?, ?>> ServedModel<M> inProcess(Kind kind, String name, Callable<? extends M> loader) {
        return serve(kind, name, loader, local, true);
    }

    /** A model that another server computes: it has its own calls, so that it holds up nobody else. */
    <M extends BatchModel<?, ?>> ServedModel<M> elsewhere(
            Kind kind, String name, int callsAtOnce, Callable<? extends M> connection) {
        BatchScheduler own = scheduler(callsAtOnce, Thread.ofVirtual().name(name + "-", 0), Callers.WAIT);
        return serve(kind, name, connection, own, false);
    }

    @PreDestroy
    void close() {
        schedulers.forEach(BatchScheduler::close);
        reader.close();
    }

    private <M extends BatchModel<?, ?>> ServedModel<M> serve(
            Kind kind, String name, Callable<? extends M> loader, BatchScheduler scheduler, boolean isLocal) {
        LoadingModel<M> loading = new LoadingModel<>(name, loader, patience);
        PendingTexts waiting = new PendingTexts(maxPending);
        pending.add(waiting);
        Gauge.builder("quern.embedding.model.ready", loading, ModelServing::ready)
                .description("Whether the model can be used")
                .tag("model", name)
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .register(registry);
        return new ServedModel<>(loading, waiting, scheduler, isLocal);
    }

    private static int ready(LoadingModel<?> model) {
        return model.status().state() == ModelStatus.State.READY ? 1 : 0;
    }

    private int pendingTexts() {
        return pending.stream().mapToInt(PendingTexts::count).sum();
    }

    private BatchScheduler scheduler(int workers, Thread.Builder threads, Callers callers) {
        BatchScheduler scheduler = new BatchScheduler(workers, threads, callers, timing);
        schedulers.add(scheduler);
        return scheduler;
    }

    private int waiting() {
        return schedulers.stream().mapToInt(BatchScheduler::waiting).sum();
    }
}
