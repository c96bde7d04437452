package dev.quern.benchmarks.embedding;

import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.Latencies;
import dev.quern.benchmarks.Load;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.ServiceMetrics;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.Usage;
import dev.quern.protocol.Priority;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How long a question waits while documents are taken in. */
public final class MixedBenchmark implements Benchmark {
    private static final Duration BEAT = Duration.ofMillis(100);
    private static final int CHUNKS = 64;

    private final Setup setup;
    private final Duration time;
    private final int bulkClients;
    private final Duration warmUp;

    private MixedBenchmark(Setup setup, Duration time, int bulkClients, Duration warmUp) {
        this.setup = setup;
        this.time = time;
        this.bulkClients = bulkClients;
        this.warmUp = warmUp;
    }

    public static MixedBenchmark of(Setup setup, Options options) {
        return new MixedBenchmark(
                setup,
                options.seconds("seconds", 30),
                options.count("bulk-clients", 3),
                options.seconds("warm-up", 30));
    }

    /** What one while showed; the texts are those that were computed in it. */
    private record Phase(Latencies questions, double texts, double meanWait, Usage usage) {
        double chunksPerSecond() {
            return (texts - questions.count()) / (usage.wall().toNanos() / 1e9);
        }
    }

    @Override
    public void run(PrintStream report) throws IOException, InterruptedException {
        Texts texts = Texts.read(setup.texts());
        Phase idle;
        Phase bulk;
        Phase mixed;
        try (RunningService service = setup.startWithoutCache()) {
            service.warmUp(texts, warmUp);
            idle = measure(service, () -> questions(service, texts));
            bulk = withBulk(service, texts, () -> {
                Thread.sleep(time);
                return new Latencies(List.of());
            });
            mixed = withBulk(service, texts, () -> questions(service, texts));
        }
        print(report, idle, bulk, mixed);
    }

    private void print(PrintStream report, Phase idle, Phase bulk, Phase mixed) {
        report.println("### Embedding: questions during bulk ingestion\n");
        report.printf(
                "A question every %d ms for %d s, alone and while %d clients send %d chunks each over and over at batch"
                        + " priority. Its time counts from when it was due. It waits for what it takes beyond %.1f ms,"
                        + " the p50 of an idle service.%n%n",
                BEAT.toMillis(),
                time.toSeconds(),
                bulkClients,
                CHUNKS,
                idle.questions().percentile(50));
        Table table =
                new Table("one short question", "p50 ms", "p95 ms", "p99 ms", "mean wait by the service's metric, ms");
        row(table, "idle service", idle, 0);
        row(table, "during bulk", mixed, 0);
        row(
                table,
                "**its wait during bulk** (wanted: p95 ≤ 60)",
                mixed,
                idle.questions().percentile(50));
        table.print(report);
        Table chunks = new Table("bulk", "chunks per s", "chunks per CPU s", "client's CPU ÷ service's CPU");
        row(chunks, "alone", bulk);
        row(chunks, "beside questions", mixed);
        chunks.print(report);
    }

    private static void row(Table table, String name, Phase phase, double less) {
        Latencies latencies = phase.questions();
        table.row(
                name,
                Table.number(latencies.percentile(50) - less, 1),
                Table.number(latencies.percentile(95) - less, 1),
                Table.number(latencies.percentile(99) - less, 1),
                Table.number(phase.meanWait() * 1000, 1));
    }

    private static void row(Table table, String name, Phase phase) {
        table.row(
                name,
                Table.number(phase.chunksPerSecond(), 1),
                Table.number(
                        phase.usage()
                                .perCpuSecond(Math.round(
                                        phase.texts() - phase.questions().count())),
                        1),
                Table.number(
                        (double) phase.usage().ownCpu().toNanos()
                                / phase.usage().cpu().toNanos(),
                        3));
    }

    private Latencies questions(RunningService service, Texts texts) throws InterruptedException {
        TextSource source = new TextSource(texts.of(Texts.Kind.SHORT));
        return Load.openLoop(BEAT, time, () -> service.client().send(source.take(1), Priority.INTERACTIVE))
                .latencies();
    }

    /** Measures while bulk is at full load: after it has begun and before it ends. */
    private Phase withBulk(RunningService service, Texts texts, Callable<Latencies> work)
            throws IOException, InterruptedException {
        TextSource source = new TextSource(texts.of(Texts.Kind.CHUNK));
        Duration before = Duration.ofSeconds(3);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Load.Result> bulk = threads.submit(() -> Load.closedLoop(
                    bulkClients, before.plus(time), () -> service.client().send(source.take(CHUNKS), Priority.BATCH)));
            Thread.sleep(before);
            Phase phase = measure(service, work);
            bulk.get();
            return phase;
        } catch (ExecutionException e) {
            throw new IllegalStateException("bulk ingestion failed: " + e.getCause(), e);
        }
    }

    private static Phase measure(RunningService service, Callable<Latencies> work)
            throws IOException, InterruptedException {
        ServiceMetrics metrics = service.metrics();
        Usage usage = service.usage();
        Latencies questions;
        try {
            questions = work.call();
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        Usage used = service.usage().minus(usage);
        ServiceMetrics later = service.metrics();
        double waits = wait("count", later) - wait("count", metrics);
        double meanWait = (wait("sum", later) - wait("sum", metrics)) / waits;
        return new Phase(questions, computed(later) - computed(metrics), waits == 0 ? 0 : meanWait, used);
    }

    private static double wait(String what, ServiceMetrics metrics) {
        return metrics.sum("quern_embedding_wait_seconds_" + what, "priority=\"interactive\"");
    }

    /** By batch, and so sooner than texts are answered. */
    private static double computed(ServiceMetrics metrics) {
        return metrics.sum("quern_embedding_batch_sum");
    }
}
