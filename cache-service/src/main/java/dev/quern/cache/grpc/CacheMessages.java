package dev.quern.cache.grpc;

import com.google.protobuf.Duration;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.util.Durations;
import dev.quern.cache.CacheLevel;
import dev.quern.cache.CachedValue;
import dev.quern.cache.Tag;
import dev.quern.cache.TagKind;
import dev.quern.cache.ValueType;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.LevelStatistics;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Between the messages of the contract and the domain. */
final class CacheMessages {
    private CacheMessages() {}

    static ValueType type(dev.quern.protocol.cache.v1.ValueType type) {
        return switch (type) {
            case VALUE_TYPE_ANSWER -> ValueType.ANSWER;
            case VALUE_TYPE_SEARCH -> ValueType.SEARCH;
            case VALUE_TYPE_EMBEDDING -> ValueType.EMBEDDING;
            case VALUE_TYPE_SQL -> ValueType.SQL;
            case VALUE_TYPE_API -> ValueType.API;
            case VALUE_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                throw QuernException.invalid("type", "The type of the value is missing or not known.");
        };
    }

    static Set<Tag> tags(List<dev.quern.protocol.cache.v1.Tag> tags) {
        return tags.stream().map(CacheMessages::tag).collect(Collectors.toUnmodifiableSet());
    }

    static Tag tag(dev.quern.protocol.cache.v1.Tag tag) {
        TagKind kind = switch (tag.getKind()) {
            case TAG_KIND_COLLECTION -> TagKind.COLLECTION;
            case TAG_KIND_DOCUMENT -> TagKind.DOCUMENT;
            case TAG_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw QuernException.invalid("tags", "The kind of a tag is missing or not known.");
        };
        return new Tag(kind, tag.getValue());
    }

    static java.time.Duration duration(Duration duration) {
        if (!Durations.isValid(duration)) {
            throw QuernException.invalid("time_to_live", "The time to live is not a valid duration.");
        }
        return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    static GetResponse hit(CachedValue value, CacheLevel level, java.time.Duration age) {
        return GetResponse.newBuilder()
                .setValue(UnsafeByteOperations.unsafeWrap(value.content().bytes()))
                .setLevel(level(level))
                .setAge(Durations.fromMillis(age.toMillis()))
                .build();
    }

    static LevelStatistics statistics(dev.quern.cache.LevelStatistics level) {
        return LevelStatistics.newBuilder()
                .setLevel(level(level.level()))
                .setEnabled(level.enabled())
                .setReachable(level.reachable())
                .setEntries(level.usage().entries())
                .setBytes(level.usage().bytes())
                .setHits(level.hits())
                .setMisses(level.misses())
                .setEvictions(level.usage().evictions())
                .build();
    }

    private static dev.quern.protocol.cache.v1.CacheLevel level(CacheLevel level) {
        return switch (level) {
            case MEMORY -> dev.quern.protocol.cache.v1.CacheLevel.CACHE_LEVEL_MEMORY;
            case REDIS -> dev.quern.protocol.cache.v1.CacheLevel.CACHE_LEVEL_REDIS;
        };
    }
}
