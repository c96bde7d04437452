package dev.quern.gateway;

import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A key of the REST API, without the secret, which nobody keeps.
 *
 * @param id empty until it is stored
 * @param priority the highest that it may use
 * @param requestsPerMinute empty: the configured default
 * @param tokensPerDay empty: the configured default
 * @param expiresAt empty: never
 * @param createdBy the subject of whoever made it
 */
public record ApiKey(
        String id,
        String name,
        String tenant,
        Set<Scope> scopes,
        Priority priority,
        OptionalInt requestsPerMinute,
        OptionalLong tokensPerDay,
        Instant createdAt,
        Optional<Instant> expiresAt,
        boolean revoked,
        String createdBy) {
    public ApiKey {
        scopes = Set.copyOf(scopes);
    }
}
