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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Many clients with one short text each, with batching and without, and what the way to the model costs a lone text.
 * Rounds go over both settings and all numbers of clients; medians are told.
 */
public final class LoadBenchmark implements Benchmark {
    private static final int[] CLIENTS = {1, 8, 64};

    /** Over all texts, until the JVMs have compiled what answers from the cache. */
    private static final int PASSES_TO_WARM_UP = 10;

    private final Setup setup;
    private final Duration time;
    private final int rounds;
    private final Duration warmUp;

    private LoadBenchmark(Setup setup, Duration time, int rounds, Duration warmUp) {
        this.setup = setup;
        this.time = time;
        this.rounds = rounds;
        this.warmUp = warmUp;
    }

    public static LoadBenchmark of(Setup setup, Options options) {
        return new LoadBenchmark(
                setup, options.seconds("seconds", 5), options.count("rounds", 3), options.seconds("warm-up", 30));
    }

    /** What one while of load showed. */
    private record Figure(double perSecond, double median, double slowest, double cpu, double ownCpu) {
        static Figure of(Load.Result result, Usage usage) {
            Latencies latencies = result.latencies();
            return new Figure(
                    usage.perSecond(result.requests()),
                    latencies.percentile(50),
                    latencies.percentile(99),
                    usage.cpuMillisEach(result.requests()),
                    usage.ownCpuMillisEach(result.requests()));
        }

        static Figure median(List<Figure> figures) {
            return new Figure(
                    Latencies.median(figures.stream().map(Figure::perSecond).toList()),
                    Latencies.median(figures.stream().map(Figure::median).toList()),
                    Latencies.median(figures.stream().map(Figure::slowest).toList()),
                    Latencies.median(figures.stream().map(Figure::cpu).toList()),
                    Latencies.median(figures.stream().map(Figure::ownCpu).toList()));
        }
    }

    @Override
    public void run(PrintStream report) throws IOException, InterruptedException {
        Texts texts = Texts.read(setup.texts());
        report.println("### Embedding: load\n");
        report.printf(
                "Clients that send one short text each and the next when it is answered; %d rounds of %d s, medians."
                        + " Without batching every text is computed alone.%n%n",
                rounds, time.toSeconds());
        measureClients(texts, report);
        measureLoneText(texts, report);
    }

    private void measureClients(Texts texts, PrintStream report) throws IOException, InterruptedException {
        Map<Integer, List<Figure>> batched = new TreeMap<>();
        Map<Integer, List<Figure>> alone = new TreeMap<>();
        try (RunningService batching = setup.startWithoutCache();
                RunningService single = setup.startWithoutBatching()) {
            batching.warmUp(texts, warmUp);
            single.warmUp(texts, warmUp);
            for (int round = 0; round < rounds; round++) {
                for (int clients : CLIENTS) {
                    batched.computeIfAbsent(clients, key -> new ArrayList<>()).add(measure(batching, texts, clients));
                    alone.computeIfAbsent(clients, key -> new ArrayList<>()).add(measure(single, texts, clients));
                }
            }
        }
        Table table = new Table(
                "clients",
                "batching",
                "texts per s",
                "p50 ms",
                "p99 ms",
                "CPU ms per text",
                "client's CPU ms per text");
        Table ratios = new Table("clients", "throughput with ÷ without batching", "CPU per text with ÷ without");
        for (int clients : CLIENTS) {
            Figure with = Figure.median(batched.getOrDefault(clients, List.of()));
            Figure without = Figure.median(alone.getOrDefault(clients, List.of()));
            row(table, clients, "on", with);
            row(table, clients, "off", without);
            ratios.row(
                    clients,
                    Table.number(with.perSecond() / without.perSecond(), 2) + (clients == 64 ? " (wanted ≥ 1.6)" : ""),
                    Table.number(with.cpu() / without.cpu(), 2));
        }
        table.print(report);
        ratios.print(report);
    }

    private Figure measure(RunningService service, Texts texts, int clients) throws InterruptedException {
        TextSource source = new TextSource(texts.of(Texts.Kind.SHORT));
        Usage before = service.usage();
        Load.Result result =
                Load.closedLoop(clients, time, () -> service.client().send(source.take(1), Priority.INTERACTIVE));
        return Figure.of(result, service.usage().minus(before));
    }

    private static void row(Table table, int clients, String batching, Figure figure) {
        table.row(
                clients,
                batching,
                Table.number(figure.perSecond(), 1),
                Table.number(figure.median(), 1),
                Table.number(figure.slowest(), 1),
                Table.number(figure.cpu(), 2),
                Table.number(figure.ownCpu(), 2));
    }

    /** Every text first when it is new, then when its vector is in the cache. */
    private void measureLoneText(Texts texts, PrintStream report) throws IOException, InterruptedException {
        Latencies computed;
        Latencies cached;
        Latencies cachedAfterPauses;
        double computing;
        try (RunningService service = setup.startWithCache(50_000)) {
            service.warmUp(texts, warmUp);
            ServiceMetrics before = service.metrics();
            computed = oneByOne(service, texts.of(Texts.Kind.SHORT));
            ServiceMetrics after = service.metrics();
            computing = mean("quern_embedding_compute", before, after) + mean("quern_embedding_read", before, after);
            for (int i = 0; i < PASSES_TO_WARM_UP; i++) {
                oneByOne(service, texts.of(Texts.Kind.SHORT));
            }
            cached = oneByOne(service, texts.of(Texts.Kind.SHORT));
            cachedAfterPauses = oneByOne(service, texts.of(Texts.Kind.SHORT), Duration.ofNanos((long)
                    (computing * TimeUnit.SECONDS.toNanos(1))));
        }
        Table table = new Table("one short text at a time, " + computed.count() + " texts", "ms");
        table.row("p50 over gRPC", Table.number(computed.percentile(50), 2));
        table.row("mean over gRPC", Table.number(computed.mean(), 2));
        table.row("mean time to read and compute, as the service measures it", Table.number(computing * 1000, 2));
        table.row(
                "overhead: p50 less that mean (wanted ≤ 1)",
                Table.number(computed.percentile(50) - computing * 1000, 2));
        table.row("overhead: mean less mean", Table.number(computed.mean() - computing * 1000, 2));
        table.row("p50 of a text whose vector is cached", Table.number(cached.percentile(50), 2));
        table.row(
                "the same after pauses as long as a text takes to compute: the threads have to be woken",
                Table.number(cachedAfterPauses.percentile(50), 2));
        table.print(report);
    }

    private static Latencies oneByOne(RunningService service, List<String> texts) throws InterruptedException {
        return oneByOne(service, texts, Duration.ZERO);
    }

    private static Latencies oneByOne(RunningService service, List<String> texts, Duration pause)
            throws InterruptedException {
        List<Long> nanos = new ArrayList<>();
        for (String text : texts) {
            Thread.sleep(pause);
            long start = System.nanoTime();
            service.client().send(List.of(text), Priority.INTERACTIVE);
            nanos.add(System.nanoTime() - start);
        }
        return new Latencies(nanos);
    }

    private static double mean(String timer, ServiceMetrics before, ServiceMetrics after) {
        double seconds = after.sum(timer + "_seconds_sum") - before.sum(timer + "_seconds_sum");
        double count = after.sum(timer + "_seconds_count") - before.sum(timer + "_seconds_count");
        return seconds / count;
    }
}
