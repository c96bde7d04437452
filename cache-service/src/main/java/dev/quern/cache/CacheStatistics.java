package dev.quern.cache;

import java.util.List;

/**
 * How the caches of this replica do, without the semantic one.
 *
 * @param missRatios by rising size of memory
 * @param hotKeys by falling count
 */
public record CacheStatistics(
        List<LevelStatistics> levels,
        List<TypeStatistics> types,
        List<MissRatio> missRatios,
        List<HotKey> hotKeys,
        WarmingStatistics warming) {
    public CacheStatistics {
        levels = List.copyOf(levels);
        types = List.copyOf(types);
        missRatios = List.copyOf(missRatios);
        hotKeys = List.copyOf(hotKeys);
    }
}
