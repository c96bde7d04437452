package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.protocol.CanonicalKey;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A conversation that somebody wants to begin. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "NewConversation")
public record NewConversationBody(
        @Schema(maxLength = NewConversationBody.LONGEST_TITLE) @Nullable String title,

        @Schema(maxLength = 128, description = "Of the users that an API key is used for; `default` when absent.")
        @Nullable String user,

        @Schema(
                minimum = "60",
                maximum = "34560000",
                description = "How long it is kept after its last turn; configured when absent.")
        @Nullable Long timeToLiveSeconds) {
    static final int LONGEST_TITLE = 200;
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(400);

    Optional<String> named() {
        return Optional.ofNullable(user);
    }

    /** On one line; empty when there is none. */
    String checkedTitle() {
        String written = title == null ? "" : CanonicalKey.normalised(title);
        if (written.length() > LONGEST_TITLE) {
            throw QuernException.invalid("title", "`title` has up to " + LONGEST_TITLE + " characters.");
        }
        return written;
    }

    Duration keptFor(Duration usual) {
        if (timeToLiveSeconds == null) {
            return usual;
        }
        if (timeToLiveSeconds < SHORTEST.toSeconds() || timeToLiveSeconds > LONGEST.toSeconds()) {
            throw QuernException.invalid(
                    "time_to_live_seconds",
                    "`time_to_live_seconds` is from " + SHORTEST.toSeconds() + " to " + LONGEST.toSeconds() + ".");
        }
        return Duration.ofSeconds(timeToLiveSeconds);
    }
}
