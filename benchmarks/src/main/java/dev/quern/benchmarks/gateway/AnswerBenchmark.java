package dev.quern.benchmarks.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.Load;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.ScriptedModelServer;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.Usage;
import dev.quern.benchmarks.data.JsonLines;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * How long an answer takes that is cached, and one that is not, with a model that answers at once; and beside a pipeline
 * of LangChain, Chroma and FastAPI with the same documents, embedding model and language model.
 *
 * @param peer the pipeline's program and packages; empty: without
 */
public record AnswerBenchmark(
        Path application, List<String> flags, Path data, Optional<List<String>> peer, Duration time)
        implements Benchmark {
    private static final int[] CLIENTS = {1, 8, 32};
    private static final int MOST = 256;
    private static final int CACHED = 100;
    private static final String COLLECTION = "paragraphs";
    private static final String PATH = "/api/v1/rag/query";

    public static Benchmark of(Options options) {
        return new AnswerBenchmark(
                options.requiredPath("application"),
                List.of(options.text("jvm-flags").orElse("").split(" ")),
                options.requiredPath("data"),
                options.text("peer").map(command -> List.of(command.split(" "))),
                options.seconds("seconds", 10));
    }

    @Override
    public void run(PrintStream report) throws Exception {
        Path folder = data.resolve("retrieval").resolve("xquad-en");
        List<String> texts = texts(folder.resolve("corpus.jsonl"), "text");
        List<String> questions = texts(folder.resolve("qa.jsonl"), "question");
        report.println(texts.size() + " paragraphs of xquad-en, " + questions.size() + " questions in turn, 5 sources; "
                + time.toSeconds() + " s each:\n");
        Table table = new Table("", "clients", "answers/s", "p50 ms", "p99 ms", "CPU ms each");
        try (RunningQuern quern = RunningQuern.start(application, flags, Map.of())) {
            quern.ingest(COLLECTION, texts);
            List<byte[]> known = requests(quern.headers(), questions.subList(0, CACHED), Optional.empty());
            Contender contender = contender(quern);
            measure(contender, "to fill the caches", 8, turns(known), Optional.empty());
            for (int clients : CLIENTS) {
                measure(contender, "cached exactly", clients, turns(known), Optional.of(table));
            }
        }
        try (ScriptedModelServer server = ScriptedModelServer.instant();
                RunningQuern quern = RunningQuern.start(application, flags, RunningQuern.model(server, MOST))) {
            quern.ingest(COLLECTION, texts);
            List<byte[]> all = requests(quern.headers(), questions, Optional.of("no-cache, no-store"));
            measure(contender(quern), "warm-up", 8, turns(all), Optional.empty());
            for (int clients : CLIENTS) {
                measure(contender(quern), "made anew", clients, turns(all), Optional.of(table));
            }
        }
        if (peer.isPresent()) {
            measurePeer(questions, table);
        }
        table.print(report);
    }

    private void measurePeer(List<String> questions, Table table) throws Exception {
        try (ScriptedModelServer server = ScriptedModelServer.instant()) {
            int port = Peer.freePort();
            List<String> command = new ArrayList<>(peer.orElseThrow());
            command.addAll(List.of(
                    "--port",
                    Integer.toString(port),
                    "--model-server",
                    server.baseUrl(),
                    "--corpus",
                    data.resolve("retrieval/xquad-en/corpus.jsonl").toString()));
            List<byte[]> all = requests(Map.of(), questions, Optional.empty());
            try (Peer running = Peer.start(command, Map.of(), port, all.getFirst())) {
                Contender contender = new Contender("LangChain", port, PATH, Map.of(), running.handle());
                measure(contender, "warm-up", 8, turns(all), Optional.empty());
                for (int clients : CLIENTS) {
                    measure(contender, "LangChain, Chroma, FastAPI", clients, turns(all), Optional.of(table));
                }
            }
        }
    }

    private static Contender contender(RunningQuern quern) {
        return new Contender("Quern", quern.port(), PATH, quern.headers(), quern.handle());
    }

    private void measure(
            Contender contender, String what, int clients, Supplier<byte[]> requests, Optional<Table> table)
            throws InterruptedException, IOException {
        try (HttpClients connections = new HttpClients(contender.port())) {
            Usage before = contender.usage();
            Load.Result result = connections.closedLoop(clients, time, requests);
            Usage used = contender.usage().minus(before);
            table.ifPresent(rows -> rows.row(
                    what,
                    clients,
                    Table.number(used.perSecond(result.requests()), 0),
                    Table.number(result.latencies().percentile(50), 2),
                    Table.number(result.latencies().percentile(99), 2),
                    Table.number(used.cpuMillisEach(result.requests()), 2)));
        }
    }

    private static Supplier<byte[]> turns(List<byte[]> requests) {
        AtomicInteger next = new AtomicInteger();
        return () -> requests.get(Math.floorMod(next.getAndIncrement(), requests.size()));
    }

    private static List<byte[]> requests(
            Map<String, String> headers, List<String> questions, Optional<String> cacheControl) {
        Map<String, String> all = new java.util.HashMap<>(headers);
        cacheControl.ifPresent(value -> all.put("Cache-Control", value));
        return questions.stream()
                .map(question -> HttpConnection.post(
                        PATH,
                        all,
                        "{\"collection\":\"" + COLLECTION + "\",\"max_results\":5,\"query\":" + Json.text(question)
                                + "}"))
                .toList();
    }

    private static List<String> texts(Path file, String field) throws IOException {
        List<String> texts = new ArrayList<>();
        for (JsonNode line : JsonLines.read(file)) {
            texts.add(line.path(field).asText());
        }
        return texts;
    }
}
