package dev.quern.benchmarks.ingestion;

import static dev.quern.benchmarks.Table.number;

import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.Latencies;
import dev.quern.benchmarks.Load;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.data.RetrievalSet;
import dev.quern.benchmarks.grpc.RetrievalClient;
import dev.quern.benchmarks.retrieval.RetrievalSetup;
import dev.quern.benchmarks.retrieval.RunningRetrieval;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** How long a question takes when nothing else happens, and while documents are taken in as fast as they can be. */
public final class QuestionsBenchmark implements Benchmark {
    private static final String ASKED = "asked";
    private static final int SMALL = 500;
    private static final RetrievalClient.Way HYBRID =
            new RetrievalClient.Way(.7f, "relative_score", "single_stage", 10, Optional.empty());

    private final RetrievalSetup setup;
    private final Duration time;
    private final Duration beat;

    private QuestionsBenchmark(RetrievalSetup setup, Duration time, Duration beat) {
        this.setup = setup;
        this.time = time;
        this.beat = beat;
    }

    /** {@code --seconds 30 --beat 200} milliseconds lie between two questions. */
    public static QuestionsBenchmark of(RetrievalSetup setup, Options options) {
        return new QuestionsBenchmark(
                setup, options.seconds("seconds", 30), Duration.ofMillis(options.count("beat", 200)));
    }

    @Override
    public void run(PrintStream report) throws IOException, InterruptedException {
        report.println("### Ingestion: questions meanwhile\n");
        RetrievalSet set = RetrievalSet.read(setup.data(), "scifact", "train.tsv");
        List<String> questions = List.copyOf(set.questions().values());
        Path folder = Files.createTempDirectory("quern-benchmark-ingestion-");
        FileSet small = FileSet.ofTexts("small", set, 0, SMALL, Files.createDirectory(folder.resolve("small")));
        FileSet all = FileSet.ofTexts("all", set, 0, Integer.MAX_VALUE, Files.createDirectory(folder.resolve("all")));
        Table table = new Table("a question, its vector made for it", "questions", "p50 ms", "p95 ms", "p99 ms");
        for (RetrievalSetup.Store store : setup.stores()) {
            Path state = Files.createTempDirectory(folder, "state-");
            try (ServiceProcess embedding = setup.startEmbedding();
                    RunningRetrieval retrieval = setup.startRetrieval(embedding, store, state, Map.of());
                    ExecutorService background = Executors.newSingleThreadExecutor()) {
                Ingesting ingesting = new Ingesting(embedding, retrieval);
                ingesting.take(small, ASKED);
                AtomicInteger next = new AtomicInteger();
                ask(retrieval.client(), questions, next);
                row(table, store + ", idle", ask(retrieval.client(), questions, next));
                Future<Ingesting.Cost> bulk = background.submit(() -> ingesting.take(all, "bulk"));
                row(table, store + ", during ingestion", ask(retrieval.client(), questions, next));
                if (bulk.isDone()) {
                    throw new IllegalStateException("the documents were taken in before the questions were answered");
                }
                background.shutdownNow();
            }
        }
        table.print(report);
    }

    /** Every question once, so that no cache knows it; the numbers make them others when they have all been asked. */
    private Latencies ask(RetrievalClient client, List<String> questions, AtomicInteger next)
            throws InterruptedException {
        return Load.openLoop(beat, time, () -> {
                    int number = next.getAndIncrement();
                    client.search(
                            ASKED,
                            questions.get(number % questions.size()) + (number < questions.size() ? "" : " " + number),
                            new float[0],
                            HYBRID);
                })
                .latencies();
    }

    private static void row(Table table, String name, Latencies latencies) {
        table.row(
                name,
                latencies.count(),
                number(latencies.percentile(50), 1),
                number(latencies.percentile(95), 1),
                number(latencies.percentile(99), 1));
    }
}
