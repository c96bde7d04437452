package dev.quern.benchmarks.gateway;

import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.Latencies;
import dev.quern.benchmarks.Load;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.ScriptedModelServer;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.Usage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What passing a chat on to a model costs: the model server alone, Quern before it, and LiteLLM's proxy before it.
 *
 * @param litellm the folder of its packages; empty: without
 */
public record ChatBenchmark(Path application, List<String> flags, Optional<Path> litellm, Duration time)
        implements Benchmark {
    private static final int[] CONNECTIONS = {1, 8, 32, 100};
    private static final int MOST = 256;
    private static final String PATH = "/v1/chat/completions";
    private static final String CHAT =
            "{\"model\":\"scripted\",\"messages\":[{\"role\":\"user\",\"content\":\"What is a quern?\"}]}";
    private static final String KEY = "sk-benchmark";
    private static final String WORKERS = "2";

    public static Benchmark of(Options options) {
        return new ChatBenchmark(
                options.requiredPath("application"),
                List.of(options.text("jvm-flags").orElse("").split(" ")),
                options.path("litellm"),
                options.seconds("seconds", 10));
    }

    @Override
    public void run(PrintStream report) throws Exception {
        try (ScriptedModelServer server = ScriptedModelServer.instant();
                RunningQuern quern = RunningQuern.start(application, flags, RunningQuern.model(server, MOST))) {
            List<Contender> contenders = new ArrayList<>();
            contenders.add(new Contender("model server alone", server.port(), PATH, Map.of(), ProcessHandle.current()));
            contenders.add(new Contender("Quern", quern.port(), PATH, quern.headers(), quern.handle()));
            if (litellm.isEmpty()) {
                measure(contenders, report);
                return;
            }
            int port = Peer.freePort();
            Contender peer = new Contender(
                    "LiteLLM", port, PATH, Map.of("Authorization", "Bearer " + KEY), ProcessHandle.current());
            try (Peer running = start(server, port, peer.request(CHAT))) {
                contenders.add(new Contender("LiteLLM", port, PATH, peer.headers(), running.handle()));
                measure(contenders, report);
            }
        }
    }

    private Peer start(ScriptedModelServer server, int port, byte[] probe) throws IOException, InterruptedException {
        Path config = Files.createTempFile("quern-benchmark-litellm-", ".yaml");
        Files.writeString(config, """
                model_list:
                  - model_name: scripted
                    litellm_params:
                      model: openai/scripted
                      api_base: %s
                      api_key: none
                litellm_settings:
                  drop_params: true
                """.formatted(server.baseUrl()));
        String packages = litellm.orElseThrow().toString();
        return Peer.start(
                List.of(
                        "python3",
                        "-c",
                        "from litellm import run_server; run_server()",
                        "--config",
                        config.toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--num_workers",
                        WORKERS),
                Map.of(
                        "PYTHONPATH",
                        packages,
                        "LITELLM_MASTER_KEY",
                        KEY,
                        "LITELLM_TELEMETRY",
                        "False",
                        "LITELLM_LOCAL_MODEL_COST_MAP",
                        "True"),
                port,
                probe);
    }

    private void measure(List<Contender> contenders, PrintStream report) throws InterruptedException, IOException {
        for (Contender contender : contenders) {
            closed(contender, 32, time);
        }
        report.println("A chat of one message, answered at once by a model server on the same machine, which the load"
                + " generator and the servers share; " + time.toSeconds() + " s each:\n");
        Table table =
                new Table("connections", "", "requests/s", "p50 ms", "p99 ms", "CPU ms each", "requests per CPU s");
        for (int connections : CONNECTIONS) {
            for (Contender contender : contenders) {
                row(table, Integer.toString(connections), contender, () -> closed(contender, connections, time));
            }
        }
        table.print(report);
        report.println("At half of what each can do with 32 connections:\n");
        Table half = new Table("requests/s", "", "done/s", "p50 ms", "p99 ms", "CPU ms each", "requests per CPU s");
        for (Contender contender : contenders) {
            double most = closed(contender, 32, time).perSecond();
            Duration beat = Duration.ofNanos((long) (2e9 / most));
            row(half, Table.number(most / 2, 0), contender, () -> open(contender, beat));
        }
        half.print(report);
    }

    private static void row(Table table, String first, Contender contender, Measurement measurement)
            throws InterruptedException, IOException {
        Measured measured = measurement.run();
        boolean counted = !contender.process().equals(ProcessHandle.current());
        Latencies latencies = measured.result.latencies();
        table.row(Stream.of(
                        first,
                        contender.name(),
                        Table.number(measured.perSecond(), 0),
                        Table.number(latencies.percentile(50), 2),
                        Table.number(latencies.percentile(99), 2),
                        counted ? Table.number(measured.usage.cpuMillisEach(measured.result.requests()), 3) : "",
                        counted ? Table.number(measured.usage.perCpuSecond(measured.result.requests()), 0) : "")
                .toArray());
    }

    private static Measured closed(Contender contender, int connections, Duration time)
            throws InterruptedException, IOException {
        byte[] request = contender.request(CHAT);
        try (HttpClients clients = new HttpClients(contender.port())) {
            Usage before = contender.usage();
            Load.Result result = clients.closedLoop(connections, time, () -> request);
            return new Measured(result, contender.usage().minus(before));
        }
    }

    private Measured open(Contender contender, Duration beat) throws InterruptedException, IOException {
        byte[] request = contender.request(CHAT);
        try (HttpClients clients = new HttpClients(contender.port())) {
            Usage before = contender.usage();
            Load.Result result = clients.openLoop(beat, time, () -> request);
            return new Measured(result, contender.usage().minus(before));
        }
    }

    private interface Measurement {
        Measured run() throws InterruptedException, IOException;
    }

    private record Measured(Load.Result result, Usage usage) {
        double perSecond() {
            return usage.perSecond(result.requests());
        }
    }
}
