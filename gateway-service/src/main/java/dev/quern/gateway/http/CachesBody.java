package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.CacheReport;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What one replica of the caches has, since it started where nothing else is said. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Caches")
public record CachesBody(
        @Schema(
                description =
                        "`degraded` when a level cannot be reached, or the replica does not hear of what others drop.",
                enumeration = {"ok", "degraded"})
        String health,

        List<LevelBody> levels,
        List<KindBody> types,
        SemanticBody semantic,

        @Schema(description = "What memory would miss with room for so many entries, by rising size.")
        List<SizeBody> missRatios,

        @Schema(description = "The keys that are asked for most, as digests.")
        List<HotBody> hotKeys,

        CacheReport.Warming warming) {

    static CachesBody of(CacheReport report) {
        boolean whole =
                report.coherent() && report.levels().stream().allMatch(level -> level.reachable() || !level.enabled());
        return new CachesBody(
                whole ? "ok" : "degraded",
                report.levels().stream().map(LevelBody::of).toList(),
                report.kinds().stream().map(KindBody::of).toList(),
                SemanticBody.of(report.semantic()),
                report.sizes().stream()
                        .map(size -> new SizeBody(size.entries(), size.missRatio()))
                        .toList(),
                report.hot().stream()
                        .map(hot -> new HotBody(hot.kind(), hot.digest(), hot.count()))
                        .toList(),
                report.warming());
    }

    /** Null, which is left out, when nothing was asked for. */
    private static @Nullable Double rate(long hits, long misses) {
        return hits + misses == 0 ? null : (double) hits / (hits + misses);
    }

    /** A level: `memory`, `redis`, `disk` or `semantic`. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CacheLevel")
    public record LevelBody(
            String level,
            boolean enabled,
            boolean reachable,
            long entries,
            long bytes,
            long hits,
            long misses,
            @Nullable Double hitRate,
            long evictions,
            long meanAgeMs) {
        static LevelBody of(CacheReport.Level level) {
            return new LevelBody(
                    level.name(),
                    level.enabled(),
                    level.reachable(),
                    level.entries(),
                    level.bytes(),
                    level.hits(),
                    level.misses(),
                    rate(level.hits(), level.misses()),
                    level.evictions(),
                    level.meanAge().toMillis());
        }
    }

    /** Values of one type. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CacheType")
    public record KindBody(
            String type,
            long hits,
            long misses,
            long puts,
            long staleHits,

            @Schema(description = "Absent when nothing was asked for.") @Nullable Double hitRateLastMinute,

            @Nullable Double hitRateLastFiveMinutes,
            @Nullable Double hitRateLastHour,
            long savedMs,
            long savedTokens) {
        static KindBody of(CacheReport.Kind kind) {
            return new KindBody(
                    kind.name(),
                    kind.hits(),
                    kind.misses(),
                    kind.puts(),
                    kind.staleHits(),
                    kind.lastMinute().orElse(null),
                    kind.lastFiveMinutes().orElse(null),
                    kind.lastHour().orElse(null),
                    kind.saved().time().toMillis(),
                    kind.saved().tokens());
        }
    }

    /** Answers that serve questions which mean the same. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "SemanticCache")
    public record SemanticBody(
            boolean enabled,
            long namespaces,
            long entries,
            long bytes,
            long hits,
            long misses,
            @Nullable Double hitRate,
            long evictions,
            long reportedWrong,
            Map<String, Long> rejections,
            long savedMs,
            long savedTokens) {
        static SemanticBody of(CacheReport.Semantic semantic) {
            return new SemanticBody(
                    semantic.enabled(),
                    semantic.namespaces(),
                    semantic.entries(),
                    semantic.bytes(),
                    semantic.hits(),
                    semantic.misses(),
                    rate(semantic.hits(), semantic.misses()),
                    semantic.evictions(),
                    semantic.reportedWrong(),
                    semantic.rejections(),
                    semantic.saved().time().toMillis(),
                    semantic.saved().tokens());
        }
    }

    /** What another size of memory would miss. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "CacheSize")
    public record SizeBody(long entries, double missRatio) {}

    /** A key that is asked for often. */
    @Schema(name = "HotKey")
    public record HotBody(String type, String digest, long count) {}
}
