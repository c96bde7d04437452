package dev.quern.gateway;

import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import java.util.EnumSet;
import java.util.Set;

/**
 * What somebody is who has said so in a way that is believed.
 *
 * @param subject the API key, person or program, unique in the tenant
 * @param scopes never {@link Scope#SERVICE}, whatever was asked for
 * @param priority the highest that it may use
 */
public record Account(
        String tenant, String subject, Caller.Kind kind, Set<Scope> scopes, Priority priority, Limits limits) {
    /** All that can be given to anybody. */
    public static final Set<Scope> EVERYTHING = Set.copyOf(EnumSet.complementOf(EnumSet.of(Scope.SERVICE)));

    public Account {
        EnumSet<Scope> kept = EnumSet.copyOf(EVERYTHING);
        kept.retainAll(scopes);
        scopes = Set.copyOf(kept);
    }
}
