package dev.quern.benchmarks.embedding;

import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.Load;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.Usage;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Whether memory stays flat at full load: bulk and single texts, all of them new, and a small cache, which is always full. */
public final class SoakBenchmark implements Benchmark {
    private static final int CHUNKS = 64;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

    private final Setup setup;
    private final Duration time;
    private final Duration interval;
    private final Duration warmUp;
    private final int bulkClients;
    private final int singleClients;
    private final int cacheEntries;

    private final AtomicLong texts = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();

    private SoakBenchmark(Setup setup, Options options) {
        this.setup = setup;
        time = Duration.ofMinutes(options.count("minutes", 10));
        interval = options.seconds("interval", 30);
        warmUp = options.seconds("warm-up", 120);
        bulkClients = options.count("bulk-clients", 2);
        singleClients = options.count("single-clients", 8);
        cacheEntries = options.count("cache-entries", 2_000);
    }

    public static SoakBenchmark of(Setup setup, Options options) {
        return new SoakBenchmark(setup, options);
    }

    /** The service at one moment. */
    private record Sample(long seconds, double residentMiB, double heapMiB, long texts, long errors) {}

    @Override
    public void run(PrintStream report) throws IOException, InterruptedException {
        List<Sample> samples = new ArrayList<>();
        Usage usage;
        try (RunningService service = setup.startWithCache(cacheEntries);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> load = start(service, threads, Texts.read(setup.texts()));
            Thread.sleep(warmUp);
            texts.set(0);
            Usage before = service.usage();
            try {
                watch(service, samples);
                usage = service.usage().minus(before);
            } catch (IOException | RuntimeException e) {
                // Or the load would go on, on a service that has ended.
                threads.shutdownNow();
                throw e;
            }
            load.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the load failed: " + e.getCause(), e);
        }
        print(report, samples, usage);
        if (errors.get() > 0) {
            throw new IllegalStateException(errors.get() + " requests failed; the report tells when");
        }
    }

    private void watch(RunningService service, List<Sample> samples) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        for (long due = 0; due <= time.toSeconds(); due += interval.toSeconds()) {
            long ahead = begin + Duration.ofSeconds(due).toNanos() - System.nanoTime();
            Thread.sleep(Duration.ofNanos(Math.max(0, ahead)));
            samples.add(sample(service, due));
        }
    }

    private Future<?> start(RunningService service, ExecutorService threads, Texts corpus) {
        TextSource chunks = new TextSource(corpus.of(Texts.Kind.CHUNK), TextSource.distinct());
        TextSource questions = new TextSource(corpus.of(Texts.Kind.SHORT), TextSource.distinct());
        Duration all = warmUp.plus(time).plus(Duration.ofSeconds(2));
        Future<?> bulk = threads.submit(
                () -> Load.closedLoop(bulkClients, all, () -> send(service, chunks, CHUNKS, Priority.BATCH)));
        Future<?> single = threads.submit(
                () -> Load.closedLoop(singleClients, all, () -> send(service, questions, 1, Priority.INTERACTIVE)));
        return threads.submit(() -> {
            bulk.get();
            return single.get();
        });
    }

    private void send(RunningService service, TextSource source, int count, Priority priority) {
        try {
            service.client().send(source.take(count), priority);
            texts.addAndGet(count);
        } catch (QuernException e) {
            errors.incrementAndGet();
            LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
        }
    }

    private Sample sample(RunningService service, long seconds) throws IOException, InterruptedException {
        double heap = service.metrics().sum("jvm_memory_used_bytes", "area=\"heap\"");
        double mebi = 1024.0 * 1024;
        return new Sample(seconds, service.process().residentBytes() / mebi, heap / mebi, texts.get(), errors.get());
    }

    private void print(PrintStream report, List<Sample> samples, Usage usage) {
        report.println("### Embedding: soak\n");
        Sample last = samples.getLast();
        report.printf(
                "%d clients with %d chunks each at batch priority and %d with one short question each, over and over;"
                        + " no text twice, a cache of %d vectors, which is soon full. %d s of warm-up before. %d texts,"
                        + " %.1f texts per s, %.1f per CPU s; %d failed requests, those of the warm-up included; the client took %.0f s of CPU, the service"
                        + " %d s.%n%n",
                bulkClients,
                CHUNKS,
                singleClients,
                cacheEntries,
                warmUp.toSeconds(),
                last.texts(),
                usage.perSecond(last.texts()),
                usage.perCpuSecond(last.texts()),
                errors.get(),
                usage.ownCpu().toMillis() / 1e3,
                usage.cpu().toSeconds());
        Table summary = new Table("resident memory", "MiB");
        summary.row("start", whole(samples.getFirst().residentMiB()));
        summary.row("middle", whole(samples.get(samples.size() / 2).residentMiB()));
        summary.row("end", whole(last.residentMiB()));
        summary.row(
                "most",
                whole(samples.stream().mapToDouble(Sample::residentMiB).max().orElseThrow()));
        summary.print(report);
        Table table = new Table("after s", "resident MiB", "of it used by Java objects", "texts", "failed requests");
        samples.forEach(sample -> table.row(
                sample.seconds(),
                whole(sample.residentMiB()),
                whole(sample.heapMiB()),
                sample.texts(),
                sample.errors()));
        table.print(report);
    }

    private static String whole(double value) {
        return Table.number(value, 0);
    }
}
