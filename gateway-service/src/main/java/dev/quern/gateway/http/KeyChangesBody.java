package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.KeyAdministration;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What can be changed of an API key, as all of it shall be. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "KeyChanges")
public record KeyChangesBody(
        @Schema(required = true, minLength = 1, maxLength = 100) @Nullable String name,

        @Schema(
                enumeration = {"batch", "interactive", "emergency"},
                defaultValue = "interactive",
                description = "The highest that the key may use.")
        @Nullable String priority,

        @Schema(minimum = "1", description = "The configured default when absent.") @Nullable Integer requestsPerMinute,

        @Schema(minimum = "1", description = "The configured default when absent.") @Nullable Long tokensPerDay,

        @Schema(format = "date-time", description = "When the key stops working; never when absent.") @Nullable String expiresAt,

        @Schema(minimum = "1", maximum = "315360000", description = "The same in seconds from now.") @Nullable Long expiresIn) {

    KeyAdministration.Settings settings() {
        return KeySettings.of(name, priority, requestsPerMinute, tokensPerDay, expiresAt, expiresIn);
    }
}
