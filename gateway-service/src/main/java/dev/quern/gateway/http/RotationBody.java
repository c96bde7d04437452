package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How an API key is replaced by another. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Rotation")
public record RotationBody(
        @Schema(
                minimum = "0",
                maximum = "315360000",
                defaultValue = "0",
                description = "For how long the old key goes on working.")
        @Nullable Long graceSeconds) {

    Duration grace() {
        return graceSeconds == null ? Duration.ZERO : KeySettings.seconds("grace_seconds", graceSeconds, 0);
    }
}
