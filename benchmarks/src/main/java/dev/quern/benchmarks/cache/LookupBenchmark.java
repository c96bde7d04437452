package dev.quern.benchmarks.cache;

import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.ClientKeys;
import dev.quern.benchmarks.Load;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.Usage;
import dev.quern.benchmarks.grpc.CacheClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What an exact hit takes over gRPC, from each level, and a put. For the lower levels memory holds next to nothing, so
 * that whatever is asked for comes from them.
 */
public final class LookupBenchmark implements Benchmark {
    private static final List<Integer> CLIENTS = List.of(1, 16, 64);
    private static final List<String> FLAGS = List.of("-Xmx256m");
    /** All of them fit into memory, and none is asked for again before the small memory has lost it. */
    private static final int LARGE_VALUES = 200;

    private static final int SMALL_VALUES = 5_000;
    private static final int SMALL_MEMORY = 16;
    /** Times as long as one measurement: until what each service does first is compiled. */
    private static final int WARM_UP = 3;

    private final Path application;
    private final int redisPort;
    private final Duration time;
    private final ClientKeys keys = new ClientKeys();
    private final Random random = new Random(7);

    private LookupBenchmark(Options options) {
        application = options.requiredPath("application");
        redisPort = options.count("redis-port", 6_379);
        time = options.seconds("seconds", 2);
    }

    public static LookupBenchmark of(Options options) {
        return new LookupBenchmark(options);
    }

    @Override
    public void run(PrintStream report) throws IOException, InterruptedException {
        Table hits = new Table(
                "from", "value", "clients", "p50 ms", "p99 ms", "hits/s", "CPU ms each", "client's", "from there, %");
        Table puts = new Table("into", "value", "clients", "p50 ms", "p99 ms", "puts/s", "CPU ms each");
        for (Level level : Level.values()) {
            Path folder = Files.createTempDirectory("quern-benchmark-");
            try (ServiceProcess service =
                            ServiceProcess.start(application, FLAGS, keys, settings(level, folder), secrets(level));
                    CacheClient client = new CacheClient(service.grpcPort(), keys)) {
                measure(level, new Values("1 kB", SMALL_VALUES, text(1_000)), service, client, hits, puts);
                measure(level, new Values("100 kB", LARGE_VALUES, text(100_000)), service, client, hits, puts);
            } finally {
                delete(folder);
            }
        }
        report.println("### Exact hits\n");
        hits.print(report);
        report.println("### Puts\n");
        puts.print(report);
    }

    private void measure(Level level, Values values, ServiceProcess service, CacheClient client, Table hits, Table puts)
            throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        byte[] value = values.text().getBytes(StandardCharsets.US_ASCII);
        Load.Request put = () -> client.put(values.key(next.getAndIncrement()), value);
        Duration warmUp = time.multipliedBy(values.count() == SMALL_VALUES ? WARM_UP : 1);
        var _ = Load.closedLoop(16, warmUp, put);
        for (int clients : CLIENTS.subList(0, 2)) {
            Usage before = service.usage();
            Load.Result result = Load.closedLoop(clients, time, put);
            Usage used = service.usage().minus(before);
            puts.row(
                    level.label(),
                    values.name(),
                    clients,
                    Table.number(result.latencies().percentile(50), 2),
                    Table.number(result.latencies().percentile(99), 2),
                    Table.number(used.perSecond(result.requests()), 0),
                    Table.number(used.cpuMillisEach(result.requests()), 3));
        }
        // Whatever the clients have left out.
        for (int i = 0; i < values.count(); i++) {
            client.put(values.key(i), value);
        }
        AtomicInteger fromThere = new AtomicInteger();
        Load.Request get = () -> {
            if (client.servedFrom(values.key(next.getAndIncrement())).equals(level.label())) {
                fromThere.incrementAndGet();
            }
        };
        var _ = Load.closedLoop(16, warmUp, get);
        for (int clients : CLIENTS) {
            fromThere.set(0);
            Usage before = service.usage();
            Load.Result result = Load.closedLoop(clients, time, get);
            Usage used = service.usage().minus(before);
            hits.row(
                    level.label(),
                    values.name(),
                    clients,
                    Table.number(result.latencies().percentile(50), 2),
                    Table.number(result.latencies().percentile(99), 2),
                    Table.number(used.perSecond(result.requests()), 0),
                    Table.number(used.cpuMillisEach(result.requests()), 3),
                    Table.number(used.ownCpuMillisEach(result.requests()), 3),
                    Table.number(100.0 * fromThere.get() / result.requests(), 1));
        }
    }

    private Map<String, String> settings(Level level, Path folder) {
        Map<String, String> settings = new HashMap<>();
        settings.put("quern.cache.warming.enabled", "false");
        settings.put("quern.cache.warming.folder", folder.toString());
        if (level != Level.MEMORY) {
            settings.put("quern.cache.memory.entries", Integer.toString(SMALL_MEMORY));
        }
        if (level == Level.REDIS) {
            settings.put("quern.cache.redis.enabled", "true");
            settings.put("quern.cache.redis.uri", "redis://127.0.0.1:" + redisPort);
        }
        if (level == Level.DISK) {
            settings.put("quern.cache.disk.enabled", "true");
            settings.put("quern.cache.disk.folder", folder.toString());
        }
        return settings;
    }

    private static Map<String, String> secrets(Level level) {
        String password = System.getenv("QUERN_BENCHMARK_REDIS_PASSWORD");
        return level == Level.REDIS && password != null ? Map.of("QUERN_CACHE_REDIS_PASSWORD", password) : Map.of();
    }

    /** Words at random, which compress about as text does. */
    private String text(int size) {
        StringBuilder text = new StringBuilder();
        List<String> words = Stream.generate(() -> Integer.toString(random.nextInt(36 * 36 * 36 * 36), 36))
                .limit(500)
                .toList();
        while (text.length() < size) {
            text.append(words.get(random.nextInt(words.size()))).append(' ');
        }
        return text.substring(0, size);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private enum Level {
        MEMORY,
        REDIS,
        DISK;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Values(String name, int count, String text) {
        String key(int number) {
            return name + " " + Math.floorMod(number, count);
        }
    }
}
