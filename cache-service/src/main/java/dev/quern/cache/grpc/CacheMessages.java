package dev.quern.cache.grpc;

import com.google.protobuf.Duration;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.util.Durations;
import dev.quern.cache.CacheLevel;
import dev.quern.cache.CachedValue;
import dev.quern.cache.Cost;
import dev.quern.cache.Tag;
import dev.quern.cache.TagKind;
import dev.quern.cache.ValueType;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.PutRequest;
import java.util.List;
import java.util.Optional;
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

    static dev.quern.protocol.cache.v1.ValueType type(ValueType type) {
        return switch (type) {
            case ANSWER -> dev.quern.protocol.cache.v1.ValueType.VALUE_TYPE_ANSWER;
            case SEARCH -> dev.quern.protocol.cache.v1.ValueType.VALUE_TYPE_SEARCH;
            case EMBEDDING -> dev.quern.protocol.cache.v1.ValueType.VALUE_TYPE_EMBEDDING;
            case SQL -> dev.quern.protocol.cache.v1.ValueType.VALUE_TYPE_SQL;
            case API -> dev.quern.protocol.cache.v1.ValueType.VALUE_TYPE_API;
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

    static java.time.Duration duration(String field, Duration duration) {
        if (!Durations.isValid(duration)) {
            throw QuernException.invalid(field, "`" + field + "` is not a valid duration.");
        }
        return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    static Cost cost(PutRequest request) {
        return new Cost(
                request.hasCost() ? duration("cost", request.getCost()) : java.time.Duration.ZERO, request.getTokens());
    }

    static Optional<java.time.Duration> lifetime(PutRequest request) {
        return request.hasTimeToLive()
                ? Optional.of(duration("time_to_live", request.getTimeToLive()))
                : Optional.empty();
    }

    static GetResponse.Builder hit(CachedValue value, CacheLevel level, java.time.Duration age) {
        return GetResponse.newBuilder()
                .setValue(UnsafeByteOperations.unsafeWrap(value.content().bytes()))
                .setLevel(level(level))
                .setAge(Durations.fromMillis(age.toMillis()));
    }

    static dev.quern.protocol.cache.v1.CacheLevel level(CacheLevel level) {
        return switch (level) {
            case MEMORY -> dev.quern.protocol.cache.v1.CacheLevel.CACHE_LEVEL_MEMORY;
            case REDIS -> dev.quern.protocol.cache.v1.CacheLevel.CACHE_LEVEL_REDIS;
            case DISK -> dev.quern.protocol.cache.v1.CacheLevel.CACHE_LEVEL_DISK;
        };
    }
}
