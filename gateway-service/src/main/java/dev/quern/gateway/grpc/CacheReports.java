package dev.quern.gateway.grpc;

import com.google.protobuf.ProtocolMessageEnum;
import com.google.protobuf.util.Durations;
import dev.quern.gateway.CacheReport;
import dev.quern.protocol.cache.v1.DescribeCachesResponse;
import dev.quern.protocol.cache.v1.LevelStatistics;
import dev.quern.protocol.cache.v1.SemanticStatistics;
import dev.quern.protocol.cache.v1.TypeStatistics;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Statistics of the caches from the wire. */
final class CacheReports {
    private CacheReports() {}

    static CacheReport report(DescribeCachesResponse response) {
        return new CacheReport(
                response.getLevelsList().stream().map(CacheReports::level).toList(),
                response.getTypesList().stream().map(CacheReports::kind).toList(),
                semantic(response.getSemantic()),
                response.getMissRatiosList().stream()
                        .map(size -> new CacheReport.Size(size.getEntries(), size.getMissRatio()))
                        .toList(),
                response.getHotKeysList().stream()
                        .map(hot -> new CacheReport.Hot(
                                word(hot.getType(), "VALUE_TYPE_"), hot.getDigest(), hot.getCount()))
                        .toList(),
                new CacheReport.Warming(
                        response.getWarming().getRunning(),
                        response.getWarming().getPlanned(),
                        response.getWarming().getLoaded(),
                        response.getWarming().getFailed()),
                response.getCoherent());
    }

    private static CacheReport.Level level(LevelStatistics level) {
        return new CacheReport.Level(
                word(level.getLevel(), "CACHE_LEVEL_"),
                level.getEnabled(),
                level.getReachable(),
                level.getEntries(),
                level.getBytes(),
                level.getHits(),
                level.getMisses(),
                level.getEvictions(),
                duration(level.getMeanAge()));
    }

    private static CacheReport.Kind kind(TypeStatistics type) {
        return new CacheReport.Kind(
                word(type.getType(), "VALUE_TYPE_"),
                type.getHits(),
                type.getMisses(),
                type.getPuts(),
                type.getStaleHits(),
                type.hasHitRate1M() ? Optional.of(type.getHitRate1M()) : Optional.empty(),
                type.hasHitRate5M() ? Optional.of(type.getHitRate5M()) : Optional.empty(),
                type.hasHitRate1H() ? Optional.of(type.getHitRate1H()) : Optional.empty(),
                new CacheReport.Saved(duration(type.getSavedTime()), type.getSavedTokens()));
    }

    private static CacheReport.Semantic semantic(SemanticStatistics semantic) {
        return new CacheReport.Semantic(
                semantic.getEnabled(),
                semantic.getNamespaces(),
                semantic.getEntries(),
                semantic.getBytes(),
                semantic.getHits(),
                semantic.getMisses(),
                semantic.getEvictions(),
                semantic.getReportedWrong(),
                semantic.getRejectionsMap(),
                new CacheReport.Saved(duration(semantic.getSavedTime()), semantic.getSavedTokens()));
    }

    private static String word(ProtocolMessageEnum constant, String prefix) {
        return constant.getValueDescriptor().getName().replaceFirst(prefix, "").toLowerCase(Locale.ROOT);
    }

    private static Duration duration(com.google.protobuf.Duration duration) {
        return Duration.ofMillis(Durations.toMillis(duration));
    }
}
