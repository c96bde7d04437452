package dev.quern.benchmarks.llm;

import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.ClientKeys;
import dev.quern.benchmarks.Latencies;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.ScriptedModelServer;
import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.grpc.LanguageClient;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * What the service makes of a model server with four slots: many prompts one by one and as a batch, and far more
 * callers at once than there is room for.
 *
 * @param application the folder with the built llm-service
 * @param callers at once in the overload
 */
public record LlmLoadBenchmark(Path application, int callers) implements Benchmark {
    private static final int SLOTS = 4;
    private static final int QUEUE = 50;
    private static final int WORDS = 20;
    private static final Duration PER_WORD = Duration.ofMillis(5);
    private static final int PROMPTS = 100;
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    /** Longer than the client's own circuit stays open after a wave that was late as a whole. */
    private static final Duration BREATH = Duration.ofSeconds(2);

    private static final int WAVES = 10;

    public static Benchmark of(Options options) {
        return new LlmLoadBenchmark(options.requiredPath("application"), options.count("callers", 200));
    }

    @Override
    public void run(PrintStream report) throws Exception {
        ClientKeys keys = new ClientKeys();
        try (ScriptedModelServer server = new ScriptedModelServer(SLOTS, WORDS, PER_WORD);
                ServiceProcess service =
                        ServiceProcess.start(application, List.of("-Xmx256m"), keys, settings(server), Map.of());
                LanguageClient client = new LanguageClient(service.grpcPort(), keys)) {
            oneByOne(client, "warm-up");
            batch(client, "warm-up");
            throughput(client, report);
            overload(client, service, report);
        }
    }

    private static Map<String, String> settings(ScriptedModelServer server) {
        return Map.of(
                "quern.llm.models.scripted.back-end", "openai",
                "quern.llm.models.scripted.base-url", server.baseUrl(),
                "quern.llm.models.scripted.concurrency", Integer.toString(SLOTS),
                "quern.llm.roles.reasoning.concurrency", Integer.toString(SLOTS),
                "quern.llm.roles.reasoning.queue", Integer.toString(QUEUE));
    }

    private static void throughput(LanguageClient client, PrintStream report) {
        double alone = oneByOne(client, "alone");
        double together = batch(client, "together");
        report.println("" + PROMPTS + " prompts, a model server with " + SLOTS + " slots, " + WORDS + " tokens of "
                + PER_WORD.toMillis() + " ms each:\n");
        Table table = new Table("", "texts/s", "ratio");
        table.row("one by one", Table.number(alone, 1), "1.0");
        table.row("GenerateBatch", Table.number(together, 1), Table.number(together / alone, 1));
        table.print(report);
    }

    private static double oneByOne(LanguageClient client, String name) {
        long start = System.nanoTime();
        prompts(name).forEach(prompt -> client.generate(prompt, Duration.ofMinutes(1)));
        return PROMPTS / seconds(start);
    }

    private static double batch(LanguageClient client, String name) {
        long start = System.nanoTime();
        int texts = client.generateAll(prompts(name + " in a batch"));
        if (texts != PROMPTS) {
            throw new IllegalStateException(PROMPTS + " prompts gave " + texts + " texts");
        }
        return PROMPTS / seconds(start);
    }

    private static List<String> prompts(String name) {
        return IntStream.range(0, PROMPTS).mapToObj(i -> name + " " + i).toList();
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private void overload(LanguageClient client, ServiceProcess service, PrintStream report)
            throws IOException, InterruptedException {
        wave(client, new Wave(), -1);
        long before = service.residentBytes();
        Wave all = new Wave();
        for (int i = 0; i < WAVES; i++) {
            Thread.sleep(BREATH);
            wave(client, all, i);
        }
        Latencies refused = new Latencies(all.refused);
        Latencies answered = new Latencies(all.answered);
        report.println(WAVES + " times " + callers + " callers at once, " + SLOTS + " slots, a queue of " + QUEUE
                + ", a deadline of " + DEADLINE.toMillis() + " ms:\n");
        Table table = new Table("", "requests", "p50 ms", "p95 ms", "most ms");
        table.row(row("answered", answered));
        table.row(row("refused (RESOURCE_EXHAUSTED)", refused));
        table.row("late", all.late.get(), "", "", "");
        table.row("failed otherwise", all.otherwise.get(), "", "", "");
        table.print(report);
        report.println("Memory of the service: " + (before >> 20) + " MiB after the first wave, "
                + (service.residentBytes() >> 20) + " MiB after the last.\n");
    }

    private static Object[] row(String name, Latencies latencies) {
        return new Object[] {
            name,
            latencies.count(),
            Table.number(latencies.percentile(50), 1),
            Table.number(latencies.percentile(95), 1),
            Table.number(latencies.percentile(100), 1)
        };
    }

    private void wave(LanguageClient client, Wave wave, int number) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(callers);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                String prompt = "wave " + number + ", caller " + i;
                threads.execute(() -> {
                    wave.ask(client, prompt);
                    done.countDown();
                });
            }
            done.await();
        }
    }

    private static final class Wave {
        private final Collection<Long> answered = new ConcurrentLinkedQueue<>();
        private final Collection<Long> refused = new ConcurrentLinkedQueue<>();
        private final AtomicInteger late = new AtomicInteger();
        private final AtomicInteger otherwise = new AtomicInteger();

        void ask(LanguageClient client, String prompt) {
            long start = System.nanoTime();
            try {
                client.generate(prompt, DEADLINE);
                answered.add(System.nanoTime() - start);
            } catch (QuernException e) {
                if (e.code() == ErrorCode.OVERLOADED) {
                    refused.add(System.nanoTime() - start);
                } else if (e.code() == ErrorCode.DEADLINE_EXCEEDED) {
                    late.incrementAndGet();
                } else {
                    otherwise.incrementAndGet();
                }
            }
        }
    }
}
