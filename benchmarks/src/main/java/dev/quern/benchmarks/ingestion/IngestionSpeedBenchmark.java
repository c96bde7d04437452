package dev.quern.benchmarks.ingestion;

import static dev.quern.benchmarks.Table.number;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.PeerProcess;
import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.data.RetrievalSet;
import dev.quern.benchmarks.retrieval.RetrievalSetup;
import dev.quern.benchmarks.retrieval.RunningRetrieval;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Documents and chunks a second and a CPU second, from the file to the search that finds it: small texts, and files of
 * all kinds. Each set is taken in twice: with its vectors computed, and into another collection with vectors that the
 * embedding-service remembers, which leaves everything but embedding.
 */
public final class IngestionSpeedBenchmark implements Benchmark {
    private static final String COMPUTED = "vectors computed";
    private static final String KNOWN = "vectors known";
    private static final int WARM_UP = 400;

    private final RetrievalSetup setup;
    private final int texts;
    private final Optional<Path> peer;
    private final Optional<Path> peerPackages;
    private final Optional<Path> model;

    private IngestionSpeedBenchmark(
            RetrievalSetup setup, int texts, Optional<Path> peer, Optional<Path> peerPackages, Optional<Path> model) {
        this.setup = setup;
        this.texts = texts;
        this.peer = peer;
        this.peerPackages = peerPackages;
        this.model = model;
    }

    /** {@code --texts 1000} is the number of small ones. */
    public static IngestionSpeedBenchmark of(RetrievalSetup setup, Options options) {
        return new IngestionSpeedBenchmark(
                setup,
                options.count("texts", 1000),
                options.path("peer"),
                options.path("peer-packages"),
                options.path("model"));
    }

    @Override
    public void run(PrintStream report) throws IOException, InterruptedException {
        report.println("### Ingestion: speed\n");
        Path folder = Files.createTempDirectory("quern-benchmark-ingestion-");
        RetrievalSet abstracts = RetrievalSet.read(setup.data(), "scifact", "train.tsv");
        FileSet others =
                FileSet.ofTexts("warm-up", abstracts, texts, WARM_UP, Files.createDirectory(folder.resolve("warm-up")));
        List<FileSet> sets = new ArrayList<>();
        sets.add(FileSet.ofTexts("small texts", abstracts, 0, texts, Files.createDirectory(folder.resolve("texts"))));
        sets.add(FileSet.in("files of 14 kinds", setup.data().resolve("documents")));
        for (FileSet set : sets) {
            Table table = new Table(
                    set.name() + ": " + set.files().size() + " files, " + set.bytes() / 1024 + " KiB",
                    "documents",
                    "chunks",
                    "refused",
                    "s",
                    "documents/s",
                    "CPU s",
                    "of it embedding",
                    "of it reading files",
                    "documents per CPU s",
                    "chunks per CPU s",
                    "ms CPU a document without embedding");
            for (RetrievalSetup.Store store : setup.stores()) {
                measure(set, others, store, table, folder);
            }
            if (peer.isPresent()) {
                measurePeer(set, table, COMPUTED, List.of());
                measurePeer(set, table, KNOWN, List.of("--no-embedding"));
            }
            table.print(report);
        }
    }

    private void measure(FileSet set, FileSet others, RetrievalSetup.Store store, Table table, Path folder)
            throws IOException, InterruptedException {
        Path state = Files.createTempDirectory(folder, "state-");
        try (ServiceProcess embedding = setup.startEmbedding();
                RunningRetrieval retrieval = setup.startRetrieval(embedding, store, state, Map.of())) {
            Ingesting ingesting = new Ingesting(embedding, retrieval);
            ingesting.take(others, "others-" + System.nanoTime());
            ingesting.take(set, "first-" + System.nanoTime());
            row(table, "Quern on " + store + ", " + KNOWN, ingesting.take(set, "known-" + System.nanoTime()));
        }
        try (ServiceProcess embedding = setup.startEmbedding();
                RunningRetrieval retrieval = setup.startRetrieval(embedding, store, state, Map.of())) {
            Ingesting ingesting = new Ingesting(embedding, retrieval);
            // The JVM's compilers have most of their work behind them after this.
            ingesting.take(others, "others-" + System.nanoTime());
            row(table, "Quern on " + store + ", " + COMPUTED, ingesting.take(set, "computed-" + System.nanoTime()));
        }
    }

    private static void row(Table table, String name, Ingesting.Cost cost) {
        table.row(
                name,
                cost.documents(),
                cost.passages(),
                cost.refused().values().stream().mapToInt(Integer::intValue).sum(),
                number(seconds(cost.service().wall()), 1),
                number(cost.service().perSecond(cost.documents()), 1),
                number(seconds(cost.cpu()), 1),
                number(seconds(cost.embedding()), 1),
                number(seconds(cost.extractors()), 1),
                number(cost.documents() / seconds(cost.cpu()), 1),
                number(cost.passages() / seconds(cost.cpu()), 1),
                number(1000 * seconds(cost.cpu().minus(cost.embedding())) / cost.documents(), 1));
    }

    private void measurePeer(FileSet set, Table table, String how, List<String> options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "python3",
                peer.orElseThrow().toString(),
                model.orElseThrow().toString(),
                set.folder().toString()));
        command.addAll(options);
        JsonNode told = new ObjectMapper()
                .readTree(PeerProcess.run(
                                command,
                                Map.of("PYTHONPATH", peerPackages.orElseThrow().toString()))
                        .getLast());
        double documents = told.get("documents").asDouble();
        double cpu = told.get("cpu_seconds").asDouble();
        int refused = 0;
        for (JsonNode failures : told.get("failures")) {
            refused += failures.asInt();
        }
        table.row(
                "LangChain and Chroma, " + how,
                (int) documents,
                told.get("chunks").asInt(),
                refused,
                number(told.get("seconds").asDouble(), 1),
                number(documents / told.get("seconds").asDouble(), 1),
                number(cpu, 1),
                "",
                number(told.at("/stages/load/cpu_seconds").asDouble(), 1),
                number(documents / cpu, 1),
                number(told.get("chunks").asDouble() / cpu, 1),
                how.equals(KNOWN) ? number(1000 * cpu / documents, 1) : "");
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
