package dev.quern.benchmarks.cache;

import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.ClientKeys;
import dev.quern.benchmarks.Latencies;
import dev.quern.benchmarks.Load;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.Usage;
import dev.quern.benchmarks.data.Vectors;
import dev.quern.benchmarks.grpc.CacheClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a look into the semantic cache takes when the vector is there, and whether it finds the nearest question. The mode
 * is `cosine`, so that the nearest is what is served.
 */
public final class SemanticBenchmark implements Benchmark {
    private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000);
    private static final int CHECKED = 500;
    private static final double FLOOR = .7;
    private static final byte[] ANSWER = new byte[1_000];

    private final Path application;
    private final Path embedding;
    private final Path data;
    private final int questions;
    private final Duration time;
    private final ClientKeys keys = new ClientKeys();

    private SemanticBenchmark(Options options) {
        application = options.requiredPath("application");
        embedding = options.requiredPath("embedding-application");
        data = options.requiredPath("data");
        questions = options.count("questions", 10_000);
        time = options.seconds("seconds", 10);
    }

    public static SemanticBenchmark of(Options options) {
        return new SemanticBenchmark(options);
    }

    @Override
    public void run(PrintStream report) throws IOException, InterruptedException {
        Random random = new Random(17);
        AskedQuestions asked = AskedQuestions.embed(embedding, List.of("-Xmx512m"), data, questions, keys);
        AskedQuestions all = asked.grownTo(SIZES.getLast(), random);
        Table table = new Table(
                "entries",
                "puts/s",
                "p50 ms",
                "p99 ms",
                "lookups/s",
                "CPU ms each",
                "nearest found",
                "8 clients: p99 ms");
        Map<String, String> settings = Map.of(
                "quern.cache.semantic.mode", "cosine",
                "quern.cache.semantic.cosine-threshold", Double.toString(FLOOR),
                "quern.cache.semantic.floor", Double.toString(FLOOR),
                "quern.cache.semantic.entries", Integer.toString(SIZES.getLast()),
                "quern.cache.semantic.bytes", "1G");
        try (ServiceProcess service =
                        ServiceProcess.start(application, List.of("-Xmx1200m"), keys, settings, Map.of());
                CacheClient client = new CacheClient(service.grpcPort(), keys)) {
            for (int size : SIZES) {
                measure(service, client, all, size, random, table);
            }
        }
        report.println("### Semantic cache: lookups without embedding, "
                + asked.texts().size() + " real questions, the others made near them\n");
        table.print(report);
    }

    private void measure(
            ServiceProcess service, CacheClient client, AskedQuestions all, int size, Random random, Table table)
            throws InterruptedException {
        String collection = "of-" + size;
        long start = System.nanoTime();
        for (int i = 0; i < size; i++) {
            client.putSemantic(collection, all.texts().get(i), all.vectors().get(i), ANSWER);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < CHECKED; i++) {
            vectors.add(AskedQuestions.near(all.vectors().get(random.nextInt(size)), random));
        }
        String found = found(client, collection, all, size, vectors);
        AtomicInteger next = new AtomicInteger();
        Load.Request lookup =
                () -> client.lookUpSemantic(collection, "?", vectors.get(next.getAndIncrement() % CHECKED));
        var _ = Load.closedLoop(2, time, lookup);
        Usage before = service.usage();
        Load.Result one = Load.closedLoop(1, time, lookup);
        Usage used = service.usage().minus(before);
        Latencies eight = Load.closedLoop(8, time, lookup).latencies();
        table.row(
                size,
                Table.number(size / seconds, 0),
                Table.number(one.latencies().percentile(50), 2),
                Table.number(one.latencies().percentile(99), 2),
                Table.number(used.perSecond(one.requests()), 0),
                Table.number(used.cpuMillisEach(one.requests()), 2),
                found,
                Table.number(eight.percentile(99), 2));
    }

    private static String found(
            CacheClient client, String collection, AskedQuestions all, int size, List<float[]> vectors) {
        int wanted = 0;
        int right = 0;
        for (float[] vector : vectors) {
            int nearest =
                    Vectors.nearest(vector, all.vectors().subList(0, size), 1).getFirst();
            if (Vectors.cosine(vector, all.vectors().get(nearest)) >= FLOOR) {
                wanted++;
                String expected = all.texts().get(nearest);
                right += client.lookUpSemantic(collection, "?", vector)
                                .filter(expected::equals)
                                .isPresent()
                        ? 1
                        : 0;
            }
        }
        return right + " of " + wanted;
    }
}
