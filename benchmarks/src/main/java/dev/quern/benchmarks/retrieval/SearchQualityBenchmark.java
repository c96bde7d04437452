package dev.quern.benchmarks.retrieval;

import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.data.BulkEmbedding;
import dev.quern.benchmarks.data.Ranking;
import dev.quern.benchmarks.data.RetrievalSet;
import dev.quern.benchmarks.data.Significance;
import dev.quern.benchmarks.grpc.EmbeddingClient;
import dev.quern.benchmarks.grpc.RetrievalClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;

/** What the ways of searching find, on both stores: whole documents as passages, so that the figures can be compared. */
public final class SearchQualityBenchmark implements Benchmark {
    private static final int QUESTIONS_AT_ONCE = 2;
    private static final int VECTORS_AT_ONCE = 64;
    private static final int LIMIT = 50;
    private static final String HYBRID = "hybrid, alpha .7";

    /** No document of the sets is longer: each is one passage. */
    private static final Map<String, String> WHOLE =
            Map.of("quern.retrieval.chunking.size", "100000", "quern.retrieval.chunking.overlap", "0");

    private final RetrievalSetup setup;
    private final List<String> sets;
    private final List<Way> ways;

    private SearchQualityBenchmark(RetrievalSetup setup, List<String> sets, List<String> profiles) {
        this.setup = setup;
        this.sets = sets;
        this.ways =
                WAYS.stream().filter(way -> profiles.contains(way.profile())).toList();
    }

    /** {@code --sets cranfield,scifact,xquad-en --profiles exact,hnsw,memory_constrained}; hnsw is always needed. */
    public static SearchQualityBenchmark of(RetrievalSetup setup, Options options) {
        return new SearchQualityBenchmark(
                setup,
                List.of(options.text("sets")
                        .orElse("cranfield,scifact,xquad-en")
                        .split(",", -1)),
                List.of(options.text("profiles")
                        .orElse("exact,hnsw,memory_constrained")
                        .split(",", -1)));
    }

    /** A way of searching, in a collection of this profile. */
    private record Way(String name, String profile, RetrievalClient.Way request) {}

    private static final List<Way> WAYS = List.of(
            way("vectors, exact", "exact", 1, "relative_score", "single_stage"),
            way("vectors, graph", "hnsw", 1, "relative_score", "single_stage"),
            way("vectors, quantized", "memory_constrained", 1, "relative_score", "single_stage"),
            way("words (BM25)", "hnsw", 0, "relative_score", "single_stage"),
            way(HYBRID, "hnsw", .7f, "relative_score", "single_stage"),
            way("hybrid, reciprocal rank", "hnsw", .5f, "reciprocal_rank", "single_stage"),
            way("two stages", "hnsw", .7f, "relative_score", "two_stage"),
            way("multi stage", "hnsw", .7f, "relative_score", "multi_stage"),
            // The walk and diversity choose what is in the result: with room for 50 they have little to do.
            new Way(
                    "multi stage, 10 asked for",
                    "hnsw",
                    new RetrievalClient.Way(.7f, "relative_score", "multi_stage", 10, Optional.empty())));

    @Override
    public void run(PrintStream report) throws IOException, InterruptedException {
        report.println("### Retrieval: quality\n");
        report.println(
                "Every document is one passage; 50 are asked for. `p` is of the paired randomisation test of nDCG@10"
                        + " against `" + HYBRID + "`.\n");
        try (ServiceProcess embedding = setup.startEmbedding();
                EmbeddingClient client = setup.client(embedding)) {
            for (String name : sets) {
                RetrievalSet set =
                        RetrievalSet.read(setup.data(), name, name.equals("scifact") ? "train.tsv" : "test.tsv");
                List<float[]> vectors =
                        BulkEmbedding.embed(List.copyOf(set.questions().values()), VECTORS_AT_ONCE, client::questions);
                for (RetrievalSetup.Store store : setup.stores()) {
                    measure(embedding, store, set, vectors, report);
                }
            }
        }
    }

    private void measure(
            ServiceProcess embedding,
            RetrievalSetup.Store store,
            RetrievalSet set,
            List<float[]> vectors,
            PrintStream report)
            throws IOException, InterruptedException {
        Path state = Files.createTempDirectory("quern-benchmark-retrieval-");
        Table table = new Table(
                set.name() + ", " + store + ", " + set.questions().size() + " questions",
                "nDCG@10",
                "recall@10",
                "recall@50",
                "MRR@10",
                "p");
        try (RunningRetrieval service = setup.startRetrieval(embedding, store, state, WHOLE)) {
            for (String profile : ways.stream().map(Way::profile).distinct().toList()) {
                service.client().createCollection(collection(set, profile), profile);
                service.ingest(collection(set, profile), set.documents());
            }
            List<Double> hybrid = gains(ask(service, set, vectors, way(HYBRID)));
            for (Way way : ways) {
                List<Ranking> rankings = ask(service, set, vectors, way);
                table.row(
                        way.name(),
                        mean(rankings, Ranking::gain),
                        mean(rankings, Ranking::recall10),
                        mean(rankings, Ranking::recall50),
                        mean(rankings, Ranking::reciprocal),
                        way.name().equals(HYBRID)
                                ? ""
                                : Table.number(Significance.ofDifference(gains(rankings), hybrid), 4));
            }
        }
        table.print(report);
    }

    private static List<Ranking> ask(RunningRetrieval service, RetrievalSet set, List<float[]> vectors, Way way)
            throws InterruptedException {
        List<String> names = List.copyOf(set.questions().keySet());
        List<Ranking> rankings = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(QUESTIONS_AT_ONCE)) {
            List<Future<Ranking>> answers = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                float[] vector = way.request().alpha() > 0 ? vectors.get(i) : new float[0];
                answers.add(threads.submit(() -> {
                    List<String> found = service
                            .client()
                            .search(
                                    collection(set, way.profile()),
                                    set.questions().getOrDefault(name, ""),
                                    vector,
                                    way.request())
                            .documents()
                            .stream()
                            .map(document -> document.substring(1))
                            .toList();
                    return Ranking.of(found, set.relevant().getOrDefault(name, Map.of()));
                }));
            }
            for (Future<Ranking> answer : answers) {
                rankings.add(answer.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a search failed: " + e.getCause(), e);
        }
        return rankings;
    }

    private static Way way(String name, String profile, float alpha, String fusion, String strategy) {
        return new Way(name, profile, new RetrievalClient.Way(alpha, fusion, strategy, LIMIT, Optional.empty()));
    }

    private static Way way(String name) {
        return WAYS.stream().filter(way -> way.name().equals(name)).findFirst().orElseThrow();
    }

    private static String collection(RetrievalSet set, String profile) {
        return set.name() + "-" + profile;
    }

    private static List<Double> gains(List<Ranking> rankings) {
        return rankings.stream().map(Ranking::gain).toList();
    }

    private static String mean(List<Ranking> rankings, ToDoubleFunction<Ranking> figure) {
        return Table.number(rankings.stream().mapToDouble(figure).average().orElse(Double.NaN), 4);
    }
}
