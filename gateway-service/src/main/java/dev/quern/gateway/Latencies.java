package dev.quern.gateway;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** How long answers took lately, by strategy: the last {@value #KEPT} of each. */
final class Latencies {
    static final int KEPT = 256;
    /** Fewer say little about the slowest in twenty. */
    static final int ENOUGH = 20;

    private final Map<Strategy, Recent> recent = new EnumMap<>(Strategy.class);

    Latencies() {
        for (Strategy strategy : Strategy.values()) {
            recent.put(strategy, new Recent());
        }
    }

    void measured(Strategy strategy, Duration time) {
        of(strategy).add(time.toNanos());
    }

    Optional<Analysis.Estimate> estimate(Strategy strategy) {
        return of(strategy).estimate();
    }

    private Recent of(Strategy strategy) {
        Recent found = recent.get(strategy);
        if (found == null) {
            throw new IllegalStateException("every strategy has its own");
        }
        return found;
    }

    /** A ring. */
    private static final class Recent {
        private final long[] nanos = new long[KEPT];
        private long count;

        synchronized void add(long time) {
            nanos[(int) (count % KEPT)] = time;
            count++;
        }

        Optional<Analysis.Estimate> estimate() {
            long[] sorted = copy();
            if (sorted.length < ENOUGH) {
                return Optional.empty();
            }
            Arrays.sort(sorted);
            return Optional.of(new Analysis.Estimate(rank(sorted, .5), rank(sorted, .95)));
        }

        private synchronized long[] copy() {
            return Arrays.copyOf(nanos, (int) Math.min(count, KEPT));
        }

        /** The nearest rank: the least value that this share of all does not exceed. */
        private static Duration rank(long[] sorted, double share) {
            return Duration.ofNanos(sorted[(int) Math.ceil(share * sorted.length) - 1]);
        }
    }
}
