package dev.quern.gateway;

import dev.quern.protocol.Priority;
import dev.quern.protocol.SignedPrincipal;

/**
 * Whoever asks, as far as the gateway knows them.
 *
 * @param credential what the other services see of them, signed for one lane
 * @param limits of this caller's own
 * @param highest the most urgent lane that they may use
 */
public record Caller(SignedPrincipal credential, Kind kind, Limits limits, Priority highest) {

    /** One whose credential is for the most urgent lane that they may use. */
    public Caller(SignedPrincipal credential, Kind kind, Limits limits) {
        this(credential, kind, limits, credential.principal().priority());
    }

    /** How they said who they are. */
    public enum Kind {
        /** By an API key, behind which there may be many people. */
        API_KEY,
        /** By a token that a provider of identities has signed for one person or program. */
        TOKEN,
        /** Not at all, which is enough on this machine's own address. */
        LOCAL
    }

    public String tenant() {
        return credential.principal().tenant();
    }

    /** The API key, person or program, unique in the tenant. */
    public String subject() {
        return credential.principal().subject();
    }
}
