package dev.quern.retrieval.registry;

import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A key of the REST API, without its secret.
 *
 * @param id empty until it is stored
 * @param priority the highest that it may use
 * @param requestsPerMinute 0: the gateway's default
 * @param tokensPerDay 0: the gateway's default
 * @param expiresAt empty: never
 * @param createdBy the subject of whoever made it
 */
public record ApiKey(
        String id,
        String name,
        String tenant,
        Set<Scope> scopes,
        Priority priority,
        int requestsPerMinute,
        long tokensPerDay,
        Instant createdAt,
        Optional<Instant> expiresAt,
        boolean revoked,
        String createdBy) {
    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    ApiKey asRevoked() {
        return new ApiKey(
                id,
                name,
                tenant,
                scopes,
                priority,
                requestsPerMinute,
                tokensPerDay,
                createdAt,
                expiresAt,
                true,
                createdBy);
    }

    /** Name, priority, limits and end of another one; the rest of this. */
    ApiKey changedTo(ApiKey wanted) {
        return new ApiKey(
                id,
                wanted.name,
                tenant,
                scopes,
                wanted.priority,
                wanted.requestsPerMinute,
                wanted.tokensPerDay,
                createdAt,
                wanted.expiresAt,
                revoked,
                createdBy);
    }

    /** Whether it is revoked is not among them. */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(Map.of(
                "id", id,
                "name", name,
                "tenant", tenant,
                "scopes", scopes.stream().map(Scope::name).sorted().collect(Collectors.joining(" ")),
                "priority", priority.name(),
                "requestsPerMinute", Integer.toString(requestsPerMinute),
                "tokensPerDay", Long.toString(tokensPerDay),
                "createdAt", createdAt.toString(),
                "createdBy", createdBy));
        expiresAt.ifPresent(end -> properties.put("expiresAt", end.toString()));
        return properties;
    }

    static ApiKey from(Entry entry, boolean revoked) {
        return new ApiKey(
                entry.text("id"),
                entry.text("name"),
                entry.text("tenant"),
                Stream.of(entry.text("scopes").split(" ", -1))
                        .map(Scope::valueOf)
                        .collect(Collectors.toSet()),
                Priority.valueOf(entry.text("priority")),
                Integer.parseInt(entry.text("requestsPerMinute")),
                Long.parseLong(entry.text("tokensPerDay")),
                Instant.parse(entry.text("createdAt")),
                Optional.of(entry.text("expiresAt"))
                        .filter(end -> !end.isEmpty())
                        .map(Instant::parse),
                revoked,
                entry.text("createdBy"));
    }
}
