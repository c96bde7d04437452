package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.CacheEntry;
import dev.quern.protocol.CanonicalKey;
import dev.quern.protocol.QuernException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What somebody thinks of an answer. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Feedback")
public record FeedbackBody(
        @Schema(required = true, description = "`metadata.cache_entry` of the answer.") @Nullable String cacheEntry,

        @Schema(
                required = true,
                enumeration = {"right", "wrong"})
        @Nullable String verdict,

        @Schema(maxLength = FeedbackBody.LONGEST_COMMENT, description = "For whoever runs the service: it is logged.")
        @Nullable String comment) {
    static final int LONGEST_COMMENT = 1_000;

    enum Verdict {
        RIGHT,
        WRONG
    }

    CacheEntry entry() {
        return CacheEntries.read(cacheEntry);
    }

    Verdict requiredVerdict() {
        return Words.read("verdict", verdict, Verdict.values())
                .orElseThrow(() -> QuernException.invalid(
                        "verdict", "`verdict` is missing: whether the answer is right or wrong."));
    }

    /** On one line; empty when there is none. */
    String checkedComment() {
        if (comment == null) {
            return "";
        }
        if (comment.length() > LONGEST_COMMENT) {
            throw QuernException.invalid(
                    "comment",
                    "`comment` has " + comment.length() + " characters; " + LONGEST_COMMENT + " are possible.");
        }
        return CanonicalKey.normalised(comment);
    }
}
