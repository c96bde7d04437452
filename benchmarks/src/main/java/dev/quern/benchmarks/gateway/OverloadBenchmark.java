package dev.quern.benchmarks.gateway;

import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.Latencies;
import dev.quern.benchmarks.Load;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.ScriptedModelServer;
import dev.quern.benchmarks.Table;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** More questions than can be answered: how many are answered in time all the same, and how soon the others are refused. */
public record OverloadBenchmark(Path application, List<String> flags, Duration time) implements Benchmark {
    private static final int SLOTS = 8;
    private static final int MOST = 64;
    private static final double[] TIMES = {0.5, 1, 2, 5};
    private static final String DEADLINE_SECONDS = "2";
    private static final String COLLECTION = "mills";

    public static Benchmark of(Options options) {
        return new OverloadBenchmark(
                options.requiredPath("application"),
                List.of(options.text("jvm-flags").orElse("").split(" ")),
                options.seconds("seconds", 20));
    }

    @Override
    public void run(PrintStream report) throws Exception {
        try (ScriptedModelServer server = new ScriptedModelServer(SLOTS, 20, Duration.ofMillis(10));
                RunningQuern quern = RunningQuern.start(application, flags, settings(server))) {
            quern.ingest(COLLECTION, List.of("A quern is a small mill that grinds grain by hand."));
            capacity(quern);
            double capacity = capacity(quern).requests() / (double) time.toSeconds();
            report.println("A model server with " + SLOTS + " slots and 20 words of 10 ms; " + SLOTS
                    + " clients that wait for each other get " + Table.number(capacity, 1)
                    + " answers/s. A deadline of " + DEADLINE_SECONDS + " s:\n");
            Table table = new Table(
                    "offered",
                    "requests",
                    "answered/s",
                    "of capacity",
                    "p50 ms",
                    "p95 ms",
                    "refused",
                    "p50 ms",
                    "p95 ms",
                    "degraded",
                    "late",
                    "otherwise");
            for (double times : TIMES) {
                Round round = offer(quern, capacity * times);
                Latencies answered = new Latencies(round.answered);
                Latencies refused = new Latencies(round.refused);
                double perSecond = answered.count() / (double) time.toSeconds();
                table.row(
                        Table.number(times, 1) + " x",
                        round.sent.get(),
                        Table.number(perSecond, 1),
                        Table.number(perSecond / capacity, 2),
                        Table.number(answered.percentile(50), 0),
                        Table.number(answered.percentile(95), 0),
                        refused.count(),
                        Table.number(refused.percentile(50), 1),
                        Table.number(refused.percentile(95), 1),
                        round.degraded.get(),
                        round.late.get(),
                        round.otherwise.get());
                Thread.sleep(Duration.ofSeconds(5));
            }
            table.print(report);
        }
    }

    private static Map<String, String> settings(ScriptedModelServer server) {
        Map<String, String> settings = new HashMap<>(RunningQuern.model(server, MOST));
        settings.put("quern.llm.models.scripted.concurrency", Integer.toString(SLOTS));
        settings.put("quern.llm.roles.reasoning.concurrency", Integer.toString(SLOTS));
        return settings;
    }

    private Load.Result capacity(RunningQuern quern) throws Exception {
        AtomicInteger next = new AtomicInteger();
        try (HttpClients clients = new HttpClients(quern.port())) {
            return clients.closedLoop(SLOTS, time, () -> request(quern, "before " + next.incrementAndGet()));
        }
    }

    private Round offer(RunningQuern quern, double perSecond) throws Exception {
        Round round = new Round();
        AtomicInteger next = new AtomicInteger();
        try (HttpClients clients = new HttpClients(quern.port())) {
            Load.openLoop(Duration.ofNanos((long) (1e9 / perSecond)), time, () -> {
                long start = System.nanoTime();
                HttpConnection.Reply reply = clients.send(request(quern, perSecond + " " + next.incrementAndGet()));
                round.count(reply, System.nanoTime() - start);
            });
        }
        return round;
    }

    private static byte[] request(RunningQuern quern, String what) {
        Map<String, String> headers = new HashMap<>(quern.headers());
        headers.put("X-Request-Timeout", DEADLINE_SECONDS);
        headers.put("Cache-Control", "no-cache, no-store");
        return HttpConnection.post(
                "/api/v1/rag/query",
                headers,
                "{\"collection\":\"" + COLLECTION + "\",\"query\":\"What is a quern, number " + what + "?\"}");
    }

    private static final class Round {
        private final Collection<Long> answered = new ConcurrentLinkedQueue<>();
        private final Collection<Long> refused = new ConcurrentLinkedQueue<>();
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger degraded = new AtomicInteger();
        private final AtomicInteger late = new AtomicInteger();
        private final AtomicInteger otherwise = new AtomicInteger();

        void count(HttpConnection.Reply reply, long nanos) {
            sent.incrementAndGet();
            switch (reply.status()) {
                case 200 -> {
                    answered.add(nanos);
                    if (!reply.body().replace(" ", "").contains("\"degraded\":[]")) {
                        degraded.incrementAndGet();
                    }
                }
                case 429, 503 -> refused.add(nanos);
                case 504 -> late.incrementAndGet();
                default -> otherwise.incrementAndGet();
            }
        }
    }
}
