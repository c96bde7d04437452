package dev.quern.benchmarks.retrieval;

import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.Load;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.Usage;
import dev.quern.benchmarks.data.BulkEmbedding;
import dev.quern.benchmarks.data.RetrievalSet;
import dev.quern.benchmarks.grpc.EmbeddingClient;
import dev.quern.benchmarks.grpc.RetrievalClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Searches a second, over short overlapping windows of everything that the data sets hold, on both stores. */
public final class SearchSpeedBenchmark implements Benchmark {
    private static final int VECTORS_AT_ONCE = 64;
    private static final int LIMIT = 10;
    private static final List<Integer> CLIENTS = List.of(1, 16);
    private static final List<String> BREADTHS = List.of("16", "32", "64", "100", "128", "256");
    private static final String GRAPH = "hnsw";
    private static final String EXACT = "exact";

    private final RetrievalSetup setup;
    private final Duration time;
    private final Duration warmUp;
    private final List<String> sets;
    private final String window;

    private SearchSpeedBenchmark(
            RetrievalSetup setup, Duration time, Duration warmUp, List<String> sets, String window) {
        this.setup = setup;
        this.time = time;
        this.warmUp = warmUp;
        this.sets = sets;
        this.window = window;
    }

    /** {@code --sets cranfield,scifact,xquad-en --window 200} characters decide how many passages there are. */
    public static SearchSpeedBenchmark of(RetrievalSetup setup, Options options) {
        return new SearchSpeedBenchmark(
                setup,
                options.seconds("seconds", 60),
                options.seconds("warm-up", 20),
                List.of(options.text("sets")
                        .orElse("cranfield,scifact,xquad-en")
                        .split(",", -1)),
                Integer.toString(options.count("window", 200)));
    }

    /** One of the questions: compared by identity in effect, since no two share an array. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Question(String text, float[] vector) {}

    private static final Map<String, RetrievalClient.Way> WAYS = new LinkedHashMap<>();

    static {
        WAYS.put("vectors", way(1, Optional.empty()));
        WAYS.put("vectors, filter keeps 10 %", way(1, Optional.of("tenth")));
        WAYS.put("vectors, filter keeps 1 %", way(1, Optional.of("hundredth")));
        WAYS.put("words", way(0, Optional.empty()));
        WAYS.put("hybrid", way(.7f, Optional.empty()));
        WAYS.put("hybrid, filter keeps 10 %", way(.7f, Optional.of("tenth")));
    }

    @Override
    public void run(PrintStream report) throws IOException, InterruptedException {
        report.println("### Retrieval: speed\n");
        Map<String, String> documents = new LinkedHashMap<>();
        Map<String, String> asked = new LinkedHashMap<>();
        for (String name : sets) {
            RetrievalSet set = RetrievalSet.read(setup.data(), name, name.equals("scifact") ? "train.tsv" : "test.tsv");
            set.documents().forEach((id, text) -> documents.put(name + id, text));
            set.questions().forEach((id, text) -> asked.put(name + id, text));
        }
        try (ServiceProcess embedding = setup.startEmbedding();
                EmbeddingClient client = setup.client(embedding)) {
            List<String> texts = List.copyOf(asked.values());
            List<float[]> vectors = BulkEmbedding.embed(texts, VECTORS_AT_ONCE, client::questions);
            List<Question> questions = java.util.stream.IntStream.range(0, texts.size())
                    .mapToObj(i -> new Question(texts.get(i), vectors.get(i)))
                    .toList();
            for (RetrievalSetup.Store store : setup.stores()) {
                Path state = Files.createTempDirectory("quern-benchmark-retrieval-");
                fill(embedding, store, state, documents, report);
                measureWays(embedding, store, state, questions, report);
                if (store == RetrievalSetup.Store.LUCENE) {
                    measureBreadths(embedding, state, questions, report);
                }
            }
        }
    }

    private void fill(
            ServiceProcess embedding,
            RetrievalSetup.Store store,
            Path state,
            Map<String, String> documents,
            PrintStream report)
            throws IOException, InterruptedException {
        Table table = new Table(store + ", ingestion", "passages", "s", "CPU s of retrieval-service", "MiB resident");
        try (RunningRetrieval service = start(embedding, store, state, Map.of())) {
            // The exact search is what the graph's is compared with.
            List<String> profiles = store == RetrievalSetup.Store.LUCENE ? List.of(GRAPH, EXACT) : List.of(GRAPH);
            for (String profile : profiles) {
                Usage before = service.usage();
                service.client().createCollection(profile, profile);
                service.ingest(profile, documents);
                Usage used = service.usage().minus(before);
                table.row(
                        profile,
                        service.client().passages(profile),
                        used.wall().toSeconds(),
                        used.cpu().toSeconds(),
                        service.residentBytes() >> 20);
            }
        }
        table.print(report);
    }

    private void measureWays(
            ServiceProcess embedding,
            RetrievalSetup.Store store,
            Path state,
            List<Question> questions,
            PrintStream report)
            throws IOException, InterruptedException {
        Table table = new Table(
                store + ", " + LIMIT + " passages a search",
                "clients",
                "searches per s",
                "p50 ms",
                "p99 ms",
                "CPU ms of retrieval-service",
                "client's CPU ms");
        try (RunningRetrieval service = start(embedding, store, state, Map.of())) {
            for (RetrievalClient.Way way : WAYS.values()) {
                load(service, GRAPH, questions, way, 16, warmUp.dividedBy(WAYS.size()));
            }
            for (Map.Entry<String, RetrievalClient.Way> way : WAYS.entrySet()) {
                for (int clients : CLIENTS) {
                    Usage before = service.usage();
                    Load.Result result = load(
                            service,
                            GRAPH,
                            questions,
                            way.getValue(),
                            clients,
                            clients == 1 ? time.dividedBy(6) : time);
                    Usage used = service.usage().minus(before);
                    table.row(
                            way.getKey(),
                            clients,
                            Table.number(used.perSecond(result.requests()), 0),
                            Table.number(result.latencies().percentile(50), 2),
                            Table.number(result.latencies().percentile(99), 2),
                            Table.number(used.cpuMillisEach(result.requests()), 3),
                            Table.number(used.ownCpuMillisEach(result.requests()), 3));
                }
            }
        }
        table.print(report);
    }

    /** How many of the exact search's first ten the graph finds, and how quickly, by how broadly it looks. */
    private void measureBreadths(ServiceProcess embedding, Path state, List<Question> questions, PrintStream report)
            throws IOException, InterruptedException {
        Map<Question, Set<String>> right = new HashMap<>();
        Table table = new Table("graph-search (ef)", "recall@10", "searches per s, 16 clients", "CPU ms");
        for (String breadth : BREADTHS) {
            try (RunningRetrieval service = start(
                    embedding,
                    RetrievalSetup.Store.LUCENE,
                    state,
                    Map.of("quern.retrieval.lucene.graph-search", breadth))) {
                RetrievalClient.Way way = way(1, Optional.empty());
                double found = 0;
                for (Question question : questions) {
                    Set<String> exact = right.computeIfAbsent(question, key -> passages(service, EXACT, key, way));
                    Set<String> hits = new HashSet<>(passages(service, GRAPH, question, way));
                    hits.retainAll(exact);
                    found += (double) hits.size() / exact.size();
                }
                load(service, GRAPH, questions, way, 16, warmUp.dividedBy(4));
                Usage before = service.usage();
                Load.Result result = load(service, GRAPH, questions, way, 16, time.dividedBy(6));
                Usage used = service.usage().minus(before);
                table.row(
                        breadth,
                        Table.number(found / questions.size(), 4),
                        Table.number(used.perSecond(result.requests()), 0),
                        Table.number(used.cpuMillisEach(result.requests()), 3));
            }
        }
        table.print(report);
    }

    private static Set<String> passages(
            RunningRetrieval service, String collection, Question question, RetrievalClient.Way way) {
        return Set.copyOf(service.client()
                .search(collection, question.text(), question.vector(), way)
                .passages());
    }

    private static Load.Result load(
            RunningRetrieval service,
            String collection,
            List<Question> questions,
            RetrievalClient.Way way,
            int clients,
            Duration time)
            throws InterruptedException {
        AtomicInteger turn = new AtomicInteger();
        return Load.closedLoop(clients, time, () -> {
            Question question = questions.get(turn.getAndIncrement() % questions.size());
            float[] vector = way.alpha() > 0 ? question.vector() : new float[0];
            service.client().search(collection, question.text(), vector, way);
        });
    }

    private RunningRetrieval start(
            ServiceProcess embedding, RetrievalSetup.Store store, Path state, Map<String, String> more)
            throws IOException, InterruptedException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("quern.retrieval.chunking.size", window);
        settings.put("quern.retrieval.chunking.overlap", Integer.toString(Integer.parseInt(window) / 2));
        settings.put("quern.retrieval.search.cache", "false");
        return setup.startRetrieval(embedding, store, state, settings);
    }

    private static RetrievalClient.Way way(float alpha, Optional<String> tag) {
        return new RetrievalClient.Way(alpha, "relative_score", "single_stage", LIMIT, tag);
    }
}
