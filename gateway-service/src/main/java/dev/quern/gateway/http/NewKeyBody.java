package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.KeyAdministration;
import dev.quern.gateway.Tenants;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An API key as somebody wants it. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "NewKey")
public record NewKeyBody(
        @Schema(required = true, minLength = 1, maxLength = 100) @Nullable String name,

        @Schema(
                required = true,
                minItems = 1,
                examples = "[\"ask\"]",
                description = "`ask`, `ingest`, `admin`, `operate`.")
        @Nullable List<@Nullable String> scopes,

        @Schema(
                enumeration = {"batch", "interactive", "emergency"},
                defaultValue = "interactive",
                description = "The highest that the key may use.")
        @Nullable String priority,

        @Schema(minimum = "1", description = "The configured default when absent.") @Nullable Integer requestsPerMinute,

        @Schema(minimum = "1", description = "The configured default when absent.") @Nullable Long tokensPerDay,

        @Schema(format = "date-time", description = "When the key stops working; never when absent.") @Nullable String expiresAt,

        @Schema(minimum = "1", maximum = "315360000", description = "The same in seconds from now.") @Nullable Long expiresIn,

        @Schema(description = "Your own when absent; another needs the scope `operate`.") @Nullable String tenant) {
    private static final Scope[] POSSIBLE = {Scope.ASK, Scope.INGEST, Scope.ADMIN, Scope.OPERATE};

    KeyAdministration.Settings settings() {
        return KeySettings.of(name, priority, requestsPerMinute, tokensPerDay, expiresAt, expiresIn);
    }

    Set<Scope> wantedScopes() {
        if (scopes == null || scopes.isEmpty()) {
            throw QuernException.invalid("scopes", "`scopes` is missing: what the key may do, such as [\"ask\"].");
        }
        EnumSet<Scope> wanted = EnumSet.noneOf(Scope.class);
        for (int i = 0; i < scopes.size(); i++) {
            String field = "scopes[" + i + "]";
            wanted.add(Words.read(field, scopes.get(i), POSSIBLE)
                    .orElseThrow(() -> QuernException.invalid(field, "`" + field + "` is null, not a scope.")));
        }
        return wanted;
    }

    Optional<String> wantedTenant() {
        return Optional.ofNullable(tenant).map(Tenants::requireName);
    }
}
