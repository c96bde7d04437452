package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.CacheTarget;
import dev.quern.protocol.Names;
import dev.quern.protocol.QuernException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which values are dropped: exactly one of the ways to say so. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Invalidation", description = "Exactly one of the members, `type` only beside `key`.")
public record InvalidationBody(
        @Schema(enumeration = {"answer", "search", "embedding", "sql", "api"}) @Nullable String type,

        @Schema(description = "One value of that type.", minLength = 1, maxLength = 512) @Nullable String key,

        @Schema(description = "`*` stands for any characters, `?` for one.", minLength = 1, maxLength = 512) @Nullable String pattern,

        @Schema(description = "What was made from this collection.") @Nullable String collection,

        @Schema(description = "What was made from the document with this id.", minLength = 1, maxLength = 512) @Nullable String document,

        @Schema(description = "All that the tenant has.") @Nullable Boolean everything) {
    private static final int LONGEST = 512;

    CacheTarget target() {
        long said = Stream.of(key, pattern, collection, document, everything)
                .filter(Objects::nonNull)
                .count();
        if (said != 1) {
            throw QuernException.invalid(
                    "body", "Exactly one of `key`, `pattern`, `collection`, `document` and `everything` is expected.");
        }
        if (key == null && type != null) {
            throw QuernException.invalid("type", "`type` says what a `key` stands for, and there is none.");
        }
        if (key != null) {
            return new CacheTarget.Key(
                    Words.read("type", type, CacheTarget.Kind.values())
                            .orElseThrow(
                                    () -> QuernException.invalid("type", "`type` is missing: of what the key is.")),
                    checked("key", key));
        }
        if (pattern != null) {
            return new CacheTarget.Pattern(checked("pattern", pattern));
        }
        if (collection != null) {
            Names.requireCollection(collection);
            return new CacheTarget.Collection(collection);
        }
        if (document != null) {
            return new CacheTarget.Document(checked("document", document));
        }
        if (!Boolean.TRUE.equals(everything)) {
            throw QuernException.invalid("everything", "`everything` is true or absent.");
        }
        return new CacheTarget.Everything();
    }

    /** For the audit log. */
    Map<String, String> details() {
        return switch (target()) {
            case CacheTarget.Key(CacheTarget.Kind kind, String name) -> Map.of("type", Words.of(kind), "key", name);
            case CacheTarget.Pattern(String glob) -> Map.of("pattern", glob);
            case CacheTarget.Collection(String name) -> Map.of("collection", name);
            case CacheTarget.Document(String id) -> Map.of("document", id);
            case CacheTarget.Everything() -> Map.of("everything", "true");
        };
    }

    private static String checked(String field, String text) {
        if (text.isBlank() || text.length() > LONGEST) {
            throw QuernException.invalid(field, "`" + field + "` has from 1 to " + LONGEST + " characters.");
        }
        return text;
    }
}
