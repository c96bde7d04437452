package dev.quern.benchmarks.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.Table;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * What the eviction of the first level is worth: the hit rates of Caffeine, as the cache-service sets it up, of
 * least-recently-used eviction and of Belady's, which knows the future and which nothing beats, on the same Zipf trace.
 * The first half of the trace fills the caches and is not counted.
 */
public final class HitRateBenchmark implements Benchmark {
    private static final double SKEW = 0.99;

    private final int keys;
    private final int lookups;

    private HitRateBenchmark(int keys, int lookups) {
        this.keys = keys;
        this.lookups = lookups;
    }

    public static HitRateBenchmark of(Options options) {
        return new HitRateBenchmark(options.count("keys", 100_000), options.count("lookups", 2_000_000));
    }

    @Override
    public void run(PrintStream report) {
        int[] trace = trace();
        report.printf("Zipf, s = %s, %d keys, %d lookups, seed 1.%n%n", SKEW, keys, lookups);
        Table table = new Table(
                "room, % of keys",
                "Caffeine, % hits",
                "least recently used",
                "clairvoyant",
                "Caffeine, % of clairvoyant",
                "hottest keys, % hits in Caffeine");
        for (int percent : new int[] {1, 5, 10}) {
            int room = keys * percent / 100;
            Rates caffeine = caffeine(trace, room);
            double best = clairvoyant(trace, room);
            table.row(
                    percent,
                    Table.number(100 * caffeine.all, 2),
                    Table.number(100 * leastRecentlyUsed(trace, room), 2),
                    Table.number(100 * best, 2),
                    Table.number(100 * caffeine.all / best, 1),
                    Table.number(100 * caffeine.hot, 2));
        }
        table.print(report);
    }

    private int[] trace() {
        double[] upTo = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += Math.pow(i + 1, -SKEW);
            upTo[i] = sum;
        }
        Random random = new Random(1);
        int[] trace = new int[lookups];
        for (int i = 0; i < lookups; i++) {
            int found = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            trace[i] = Math.min(keys - 1, found < 0 ? -found - 1 : found);
        }
        return trace;
    }

    private static Rates caffeine(int[] trace, int room) {
        Cache<Integer, Boolean> cache = Caffeine.newBuilder()
                .maximumWeight(room)
                .weigher((Integer _, Boolean _) -> 1)
                .executor(Runnable::run)
                .build();
        int hits = 0;
        int hotHits = 0;
        int hot = 0;
        for (int i = 0; i < trace.length; i++) {
            boolean hit = cache.getIfPresent(trace[i]) != null;
            if (!hit) {
                cache.put(trace[i], true);
            }
            if (i >= trace.length / 2) {
                // Keys have their rank as their number: as many as there is room for are the hottest.
                boolean isHot = trace[i] < room;
                hits += hit ? 1 : 0;
                hot += isHot ? 1 : 0;
                hotHits += hit && isHot ? 1 : 0;
            }
        }
        return new Rates(2.0 * hits / trace.length, (double) hotHits / hot);
    }

    private static double leastRecentlyUsed(int[] trace, int room) {
        Map<Integer, Boolean> cache = new LinkedHashMap<>(room, 0.75f, true);
        int hits = 0;
        for (int i = 0; i < trace.length; i++) {
            boolean hit = cache.put(trace[i], true) != null;
            if (cache.size() > room) {
                cache.remove(cache.keySet().iterator().next());
            }
            hits += hit && i >= trace.length / 2 ? 1 : 0;
        }
        return 2.0 * hits / trace.length;
    }

    /** Keeps what is used again soonest (Belady 1966), and does not take in what is used again later than all the rest. */
    private double clairvoyant(int[] trace, int room) {
        int[] next = new int[trace.length];
        int[] seen = new int[keys];
        Arrays.fill(seen, Integer.MAX_VALUE);
        for (int i = trace.length - 1; i >= 0; i--) {
            // What never comes again is told apart by where it was.
            next[i] = seen[trace[i]] == Integer.MAX_VALUE ? trace.length + i : seen[trace[i]];
            seen[trace[i]] = i;
        }
        TreeSet<Integer> uses = new TreeSet<>();
        int hits = 0;
        for (int i = 0; i < trace.length; i++) {
            boolean hit = uses.remove(i);
            hits += hit && i >= trace.length / 2 ? 1 : 0;
            uses.add(next[i]);
            if (uses.size() > room) {
                uses.pollLast();
            }
        }
        return 2.0 * hits / trace.length;
    }

    private record Rates(double all, double hot) {}
}
