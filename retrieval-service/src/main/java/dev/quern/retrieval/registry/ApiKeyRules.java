package dev.quern.retrieval.registry;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a principal may do with keys, and what a key may say. */
final class ApiKeyRules {
    private static final Set<Scope> FOR_ADMINS = EnumSet.of(Scope.ASK, Scope.INGEST, Scope.ADMIN);

    private static final int LONGEST_NAME = 100;

    private final InstantSource clock;

    ApiKeyRules(InstantSource clock) {
        this.clock = clock;
    }

    static void requireAdministration(Principal principal) {
        principal.requireAny(Scope.ADMIN, Scope.OPERATE);
    }

    static void requireTenant(Principal principal, String tenant) {
        requireAdministration(principal);
        if (!sees(principal, tenant)) {
            principal.require(Scope.OPERATE);
        }
    }

    static boolean sees(Principal principal, String tenant) {
        return tenant.equals(principal.tenant()) || principal.scopes().contains(Scope.OPERATE);
    }

    void checkNew(Principal principal, ApiKey key) {
        requireTenant(principal, key.tenant());
        checkScopes(principal, key.scopes());
        checkPriority(principal, key.priority());
        checkText(key);
        checkEnd(key.expiresAt());
    }

    /** What stays as it is need not be what one could say today. */
    void checkChange(Principal principal, ApiKey before, ApiKey wanted) {
        requireRank(principal, before);
        if (before.revoked()) {
            throw new QuernException(ErrorCode.CONFLICT, "This key was revoked, for good.").withField("key_id");
        }
        if (wanted.priority() != before.priority()) {
            checkPriority(principal, wanted.priority());
        }
        checkText(wanted);
        if (!wanted.expiresAt().equals(before.expiresAt())) {
            checkEnd(wanted.expiresAt());
        }
    }

    /** Whoever could not have made a key does not change or revoke it. */
    static void requireRank(Principal principal, ApiKey key) {
        if (key.scopes().contains(Scope.OPERATE)) {
            principal.require(Scope.OPERATE);
        }
    }

    private static void checkScopes(Principal principal, Set<Scope> scopes) {
        if (scopes.isEmpty() || scopes.contains(Scope.SERVICE)) {
            throw QuernException.invalid(
                    "scopes", "`scopes` has one or more of `ask`, `ingest`, `admin` and `operate`.");
        }
        if (!FOR_ADMINS.containsAll(scopes) && !principal.scopes().contains(Scope.OPERATE)) {
            throw new QuernException(
                            ErrorCode.PERMISSION_DENIED, "A key gets the scope `operate` only from whoever has it.")
                    .withField("scopes");
        }
    }

    private static void checkPriority(Principal principal, Priority priority) {
        if (priority.compareTo(principal.priority()) > 0) {
            throw new QuernException(ErrorCode.PERMISSION_DENIED, "A key gets no higher priority than its maker's own.")
                    .withField("priority");
        }
    }

    private static void checkText(ApiKey key) {
        Texts.requireLine("name", key.name(), LONGEST_NAME);
        if (key.requestsPerMinute() < 0) {
            throw QuernException.invalid("requests_per_minute", "`requests_per_minute` is 0 or more.");
        }
        if (key.tokensPerDay() < 0) {
            throw QuernException.invalid("tokens_per_day", "`tokens_per_day` is 0 or more.");
        }
    }

    private void checkEnd(Optional<Instant> end) {
        Instant now = clock.instant();
        if (end.filter(then -> !then.isAfter(now) || then.isAfter(Entry.NEVER)).isPresent()) {
            throw QuernException.invalid("expires_at", "`expires_at` lies in the future.");
        }
    }
}
