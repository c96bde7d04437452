package dev.quern.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one replica of the caches has, and how much that helped since it started.
 *
 * @param sizes what memory would miss with another size, by rising size
 * @param hot the keys that are asked for most
 * @param coherent whether the replica hears of what the others drop
 */
public record CacheReport(
        List<Level> levels,
        List<Kind> kinds,
        Semantic semantic,
        List<Size> sizes,
        List<Hot> hot,
        Warming warming,
        boolean coherent) {
    public CacheReport {
        levels = List.copyOf(levels);
        kinds = List.copyOf(kinds);
        sizes = List.copyOf(sizes);
        hot = List.copyOf(hot);
    }

    /** @param reachable false when the caches do without it just now */
    public record Level(
            String name,
            boolean enabled,
            boolean reachable,
            long entries,
            long bytes,
            long hits,
            long misses,
            long evictions,
            Duration meanAge) {}

    /** @param lastHour of what was asked for, the share that was there; empty when nothing was */
    public record Kind(
            String name,
            long hits,
            long misses,
            long puts,
            long staleHits,
            Optional<Double> lastMinute,
            Optional<Double> lastFiveMinutes,
            Optional<Double> lastHour,
            Saved saved) {}

    /** Answers that serve questions which mean the same. */
    public record Semantic(
            boolean enabled,
            long namespaces,
            long entries,
            long bytes,
            long hits,
            long misses,
            long evictions,
            long reportedWrong,
            Map<String, Long> rejections,
            Saved saved) {
        public Semantic {
            rejections = Map.copyOf(rejections);
        }
    }

    /** What hits spared. */
    public record Saved(Duration time, long tokens) {}

    /** What would be missed if memory had room for so many. */
    public record Size(long entries, double missRatio) {}

    /** @param digest of the key, which itself belongs to a tenant */
    public record Hot(String kind, String digest, long count) {}

    /** Of values that are loaded ahead of use. */
    public record Warming(boolean running, long planned, long loaded, long failed) {}
}
