package dev.quern.protocol;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who a call is made for.
 *
 * @param tenant whose data the call may touch
 * @param subject the API key, user or worker behind the call
 * @param priority of the call: never above what the subject may use, and nothing that is made by it gets a higher one
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
        requireAny(scope);
    }

    /** Throws unless the principal may do what one of these stands for. */
    public void requireAny(Scope... any) {
        if (Stream.of(any).noneMatch(scopes::contains)) {
            String names = Stream.of(any)
                    .map(scope -> "`" + scope.name().toLowerCase(Locale.ROOT) + "`")
                    .collect(Collectors.joining(" or "));
            throw new QuernException(ErrorCode.PERMISSION_DENIED, "This needs the scope " + names + ".");
        }
    }
}
