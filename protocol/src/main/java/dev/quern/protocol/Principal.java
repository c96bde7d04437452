package dev.quern.protocol;

import java.time.Instant;
import java.util.Set;

/**
 * Who a call is made for.
 *
 * @param tenant whose data the call may touch
 * @param subject the API key, user or worker behind the call
 * @param priority the highest that the subject may use
 * @param expiresAt when services stop accepting it
 */
public record Principal(String tenant, String subject, Set<Scope> scopes, Priority priority, Instant expiresAt) {
    public Principal {
        Names.requireTenant(tenant);
        if (subject.isBlank()) {
            throw new IllegalArgumentException("a principal needs a subject");
        }
        scopes = Set.copyOf(scopes);
    }

    /** Throws unless the principal may do what {@code scope} stands for. */
    public void require(Scope scope) {
        if (!scopes.contains(scope)) {
            throw new QuernException(
                    ErrorCode.PERMISSION_DENIED,
                    "This needs the scope `" + scope.name().toLowerCase(java.util.Locale.ROOT) + "`.");
        }
    }
}
