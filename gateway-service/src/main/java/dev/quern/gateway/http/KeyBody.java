package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.ApiKey;
import dev.quern.gateway.KeyAdministration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An API key as it is shown. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Key")
public record KeyBody(
        @Schema(required = true) String id,

        @Schema(description = "The key itself: shown when it is made and never again.") @Nullable String key,

        @Schema(required = true) String name,
        @Schema(required = true) String tenant,
        @Schema(required = true) List<String> scopes,
        @Schema(required = true) String priority,
        @Nullable Integer requestsPerMinute,
        @Nullable Long tokensPerDay,
        @Schema(required = true) Instant createdAt,
        @Nullable Instant expiresAt,
        @Schema(required = true) boolean revoked,
        @Schema(required = true) String createdBy,

        @Schema(description = "The id of the key in whose place this one is, after a rotation.") @Nullable String replaces,

        @Schema(description = "When the key in whose place this one is stops working; at once when absent.") @Nullable Instant replacedExpiresAt) {

    static KeyBody of(ApiKey key) {
        return of(key, null, null, null);
    }

    static KeyBody of(KeyAdministration.Made made) {
        return of(made.key(), made.secret(), null, null);
    }

    static KeyBody of(KeyAdministration.Rotated rotated) {
        ApiKey replaced = rotated.replaced();
        return of(
                rotated.made().key(),
                rotated.made().secret(),
                replaced.id(),
                replaced.revoked() ? null : replaced.expiresAt().orElse(null));
    }

    private static KeyBody of(
            ApiKey key, @Nullable String secret, @Nullable String replaces, @Nullable Instant replacedExpiresAt) {
        return new KeyBody(
                key.id(),
                secret,
                key.name(),
                key.tenant(),
                key.scopes().stream().sorted().map(Words::of).toList(),
                Words.of(key.priority()),
                key.requestsPerMinute().isPresent() ? key.requestsPerMinute().getAsInt() : null,
                key.tokensPerDay().isPresent() ? key.tokensPerDay().getAsLong() : null,
                key.createdAt(),
                key.expiresAt().orElse(null),
                key.revoked(),
                key.createdBy(),
                replaces,
                replacedExpiresAt);
    }

    /** Whoever logs this must not log the key. */
    @Override
    public String toString() {
        return "KeyBody[" + id + "]";
    }
}
