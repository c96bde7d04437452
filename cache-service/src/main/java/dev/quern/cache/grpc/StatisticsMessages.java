package dev.quern.cache.grpc;

import com.google.protobuf.util.Durations;
import dev.quern.cache.CacheKey;
import dev.quern.cache.CacheStatistics;
import dev.quern.protocol.cache.v1.DescribeCachesResponse;
import dev.quern.protocol.cache.v1.HotKey;
import dev.quern.protocol.cache.v1.LevelStatistics;
import dev.quern.protocol.cache.v1.MissRatio;
import dev.quern.protocol.cache.v1.SemanticStatistics;
import dev.quern.protocol.cache.v1.TypeStatistics;
import dev.quern.protocol.cache.v1.WarmingStatistics;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The statistics of the caches as messages of the contract. */
final class StatisticsMessages {
    /** Bytes of a digest: enough to tell keys apart. */
    private static final int DIGEST = 8;

    private StatisticsMessages() {}

    static DescribeCachesResponse response(CacheStatistics statistics, boolean coherent, SemanticStatistics semantic) {
        DescribeCachesResponse.Builder response = DescribeCachesResponse.newBuilder();
        statistics.levels().forEach(level -> response.addLevels(level(level)));
        statistics.types().forEach(type -> response.addTypes(type(type)));
        statistics
                .missRatios()
                .forEach(point -> response.addMissRatios(
                        MissRatio.newBuilder().setEntries(point.entries()).setMissRatio(point.ratio())));
        statistics.hotKeys().forEach(hot -> response.addHotKeys(hotKey(hot)));
        dev.quern.cache.WarmingStatistics warming = statistics.warming();
        return response.setWarming(WarmingStatistics.newBuilder()
                        .setRunning(warming.running())
                        .setPlanned(warming.planned())
                        .setLoaded(warming.loaded())
                        .setFailed(warming.failed()))
                .setCoherent(coherent)
                .setSemantic(semantic)
                .build();
    }

    private static LevelStatistics level(dev.quern.cache.LevelStatistics level) {
        return LevelStatistics.newBuilder()
                .setLevel(CacheMessages.level(level.level()))
                .setEnabled(level.enabled())
                .setReachable(level.reachable())
                .setEntries(level.usage().entries())
                .setBytes(level.usage().bytes())
                .setHits(level.hits())
                .setMisses(level.misses())
                .setEvictions(level.usage().evictions())
                .setMeanAge(Durations.fromMillis(level.usage().meanAge().toMillis()))
                .build();
    }

    private static TypeStatistics type(dev.quern.cache.TypeStatistics type) {
        TypeStatistics.Builder message = TypeStatistics.newBuilder()
                .setType(CacheMessages.type(type.type()))
                .setHits(type.hits())
                .setMisses(type.misses())
                .setPuts(type.puts())
                .setStaleHits(type.staleHits())
                .setSavedTime(Durations.fromNanos(type.saved().time().toNanos()))
                .setSavedTokens(type.saved().tokens());
        type.lastMinute().ifPresent(message::setHitRate1M);
        type.lastFiveMinutes().ifPresent(message::setHitRate5M);
        type.lastHour().ifPresent(message::setHitRate1H);
        return message.build();
    }

    private static HotKey hotKey(dev.quern.cache.HotKey hot) {
        return HotKey.newBuilder()
                .setType(CacheMessages.type(hot.key().type()))
                .setDigest(digest(hot.key()))
                .setCount(hot.count())
                .build();
    }

    /** Of the tenant as well: two tenants' keys of the same name are two keys. */
    private static String digest(CacheKey key) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            String whole = key.tenant().length() + ":" + key.tenant() + key.type() + ":" + key.key();
            return HexFormat.of().formatHex(sha.digest(whole.getBytes(StandardCharsets.UTF_8)), 0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
