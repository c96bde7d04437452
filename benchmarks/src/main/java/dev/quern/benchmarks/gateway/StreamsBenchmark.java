package dev.quern.benchmarks.gateway;

import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.ScriptedModelServer;
import dev.quern.benchmarks.Table;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Many answers that are read for a minute while a slow model writes them: what each costs, and whether all come whole. */
public record StreamsBenchmark(Path application, List<String> flags, int seconds) implements Benchmark {
    private static final int[] STREAMS = {100, 500, 2_000};
    private static final int MOST = 4_000;
    private static final String COLLECTION = "mills";

    public static Benchmark of(Options options) {
        return new StreamsBenchmark(
                options.requiredPath("application"),
                List.of(options.text("jvm-flags").orElse("").split(" ")),
                options.count("seconds", 60));
    }

    @Override
    public void run(PrintStream report) throws Exception {
        report.println("Each stream has a word a second for " + seconds + " s:\n");
        Table table = new Table("streams", "whole", "broken", "MiB before", "MiB at most", "KiB each", "CPU ms each");
        try (ScriptedModelServer server = new ScriptedModelServer(MOST, seconds, Duration.ofSeconds(1));
                RunningQuern quern = RunningQuern.start(application, flags, settings(server))) {
            quern.ingest(COLLECTION, List.of("A quern is a small mill that grinds grain by hand."));
            round(quern, STREAMS[0]);
            for (int streams : STREAMS) {
                Thread.sleep(Duration.ofSeconds(5));
                long before = quern.residentBytes();
                var usage = quern.usage();
                Round round = round(quern, streams);
                var used = quern.usage().minus(usage);
                table.row(
                        streams,
                        round.whole.get(),
                        streams - round.whole.get(),
                        before >> 20,
                        round.most.get() >> 20,
                        (round.most.get() - before) / 1024 / streams,
                        Table.number(used.cpuMillisEach(streams), 1));
            }
        }
        table.print(report);
    }

    private Map<String, String> settings(ScriptedModelServer server) {
        Map<String, String> settings = new HashMap<>(RunningQuern.model(server, MOST));
        String time = seconds * 3 + "S";
        settings.put("quern.gateway.default-timeout", time);
        settings.put("quern.gateway.longest-timeout", time);
        settings.put("quern.identity.validity", "20M");
        settings.put("quern.calls.concurrency", Integer.toString(MOST));
        return settings;
    }

    private Round round(RunningQuern quern, int streams) throws Exception {
        Round round = new Round();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                HttpClients clients = new HttpClients(quern.port())) {
            for (int i = 0; i < streams; i++) {
                byte[] request = quern.post(
                        "/api/v1/rag/stream",
                        "{\"collection\":\"" + COLLECTION + "\",\"query\":\"What is a quern, in words of number " + i
                                + "?\"}");
                threads.execute(() -> {
                    HttpConnection.Reply reply = clients.send(request);
                    if (reply.status() == 200 && reply.body().replace(" ", "").contains("event:metadata")) {
                        round.whole.incrementAndGet();
                    }
                });
            }
            for (int i = 0; i < seconds; i++) {
                Thread.sleep(Duration.ofSeconds(1));
                round.most.accumulateAndGet(quern.residentBytes(), Math::max);
            }
        }
        return round;
    }

    private static final class Round {
        private final AtomicInteger whole = new AtomicInteger();
        private final AtomicLong most = new AtomicLong();
    }
}
