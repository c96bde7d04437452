package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Makes, changes and ends API keys, for those who may. Whoever runs the installation may do everything; an administrator
 * of a tenant gives nobody more than they have themselves: no scope {@code OPERATE}, no emergencies, no higher limits.
 */
@ApplicationScoped
public class KeyAdministration {
    private static final Duration TIDYING = Duration.ofSeconds(5);

    private final ApiKeys store;
    private final KnownKeys known;
    private final Audit audit;
    private final Signatures signatures;
    /** Of a key that says nothing of limits. */
    private final Limits usual;

    public KeyAdministration(ApiKeys store, KnownKeys known, Audit audit, Signatures signatures, GatewayConfig config) {
        this.store = store;
        this.known = known;
        this.audit = audit;
        this.signatures = signatures;
        this.usual = new Limits(config.requestsPerMinute(), config.tokensPerDay());
    }

    /** What can be changed of a key. */
    public record Settings(
            String name,
            Priority priority,
            OptionalInt requestsPerMinute,
            OptionalLong tokensPerDay,
            Optional<Instant> expiresAt) {}

    /** A key with its secret, which nobody can show again. */
    public record Made(ApiKey key, String secret) {
        @Override
        public String toString() {
            return "Made[" + key + "]";
        }
    }

    /** A key in the place of another, and that other as it is now. */
    public record Rotated(Made made, ApiKey replaced) {}

    public Made create(Visit visit, Optional<String> tenant, Set<Scope> scopes, Settings settings) {
        if (scopes.contains(Scope.OPERATE)) {
            requireOperator(visit, "A key with the scope `operate`");
        }
        checkSettings(visit, settings);
        Made made = make(visit, tenantOf(visit, tenant), scopes, settings);
        audit.record(
                visit,
                "key_created",
                Map.of("key", made.key.id(), "tenant", made.key.tenant(), "scopes", scopes.toString()));
        return made;
    }

    public Page<ApiKey> list(Visit visit, Optional<String> tenant, PageRequest page) {
        return store.list(callOf(visit), tenantOf(visit, tenant), page);
    }

    public ApiKey get(Visit visit, String id) {
        return store.get(callOf(visit), id);
    }

    public ApiKey update(Visit visit, String id, Settings settings) {
        ApiKey old = administered(visit, id);
        checkSettings(visit, settings);
        ApiKey updated = store.update(callOf(visit), with(old, settings));
        known.forget(id);
        audit.record(visit, "key_updated", Map.of("key", id));
        return updated;
    }

    /** A key that was revoked before stays so. */
    public void revoke(Visit visit, String id) {
        administered(visit, id);
        store.revoke(callOf(visit), id);
        known.forget(id);
        audit.record(visit, "key_revoked", Map.of("key", id));
    }

    /** @param grace for which the old key goes on working, unless it ends before anyway */
    public Rotated rotate(Visit visit, String id, Duration grace) {
        ApiKey old = administered(visit, id);
        if (old.revoked()) {
            throw new QuernException(ErrorCode.CONFLICT, "A revoked key is not rotated: make a new one.");
        }
        if (old.expiresAt().filter(end -> !end.isAfter(Instant.now())).isPresent()) {
            throw new QuernException(ErrorCode.CONFLICT, "An expired key is not rotated: make a new one.");
        }
        Settings settings = settings(old, old.expiresAt());
        checkSettings(visit, settings);
        Made made = make(visit, old.tenant(), old.scopes(), settings);
        ApiKey replaced = endFor(visit, old, made, Instant.now().plus(grace));
        known.forget(id);
        audit.record(visit, "key_rotated", Map.of("key", id, "new_key", made.key.id()));
        return new Rotated(made, replaced);
    }

    /** The old key as it is once it ends for that of {@code made}, which goes when the old one stays. */
    private ApiKey endFor(Visit visit, ApiKey old, Made made, Instant end) {
        try {
            // Half of the time that is left: the other half is for finding out what a lost answer said.
            Deadline deadline = visit.call().deadline();
            Deadline early = deadline.orAfter(deadline.remaining().dividedBy(2));
            return end(callOf(visit, early), old, end);
        } catch (RuntimeException failure) {
            // Whoever asked may be gone or out of time: what is left behind is tidied up all the same.
            boolean interrupted = Thread.interrupted();
            try {
                Call call = callOf(visit, Deadline.after(TIDYING));
                ApiKey found = store.get(call, old.id());
                if (isEnded(found, end)) {
                    return found;
                }
                // Nobody has seen the new secret: it would be a key that nobody has.
                store.revoke(call, made.key.id());
            } catch (RuntimeException unknown) {
                failure.addSuppressed(unknown);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            throw failure;
        }
    }

    private ApiKey end(Call call, ApiKey old, Instant end) {
        if (!end.isAfter(Instant.now())) {
            return store.revoke(call, old.id());
        }
        Optional<Instant> earlier = old.expiresAt().filter(end::isAfter);
        return store.update(call, with(old, settings(old, Optional.of(earlier.orElse(end)))));
    }

    private static boolean isEnded(ApiKey key, Instant end) {
        return key.revoked()
                || key.expiresAt().filter(found -> !found.isAfter(end)).isPresent();
    }

    /** The store allows a key no more than the call: whatever lane it came in, the call is for all that the caller may. */
    private Call callOf(Visit visit) {
        return callOf(visit, visit.call().deadline());
    }

    private Call callOf(Visit visit, Deadline deadline) {
        Call highest = signatures.inLane(visit, visit.caller().highest()).call();
        return new Call(highest.credential(), deadline, highest.traceId());
    }

    private Made make(Visit visit, String tenant, Set<Scope> scopes, Settings settings) {
        String secret = KeySecrets.make();
        ApiKey wanted = new ApiKey(
                "",
                settings.name,
                tenant,
                scopes,
                settings.priority,
                settings.requestsPerMinute,
                settings.tokensPerDay,
                Instant.EPOCH,
                settings.expiresAt,
                false,
                visit.caller().subject());
        return new Made(store.create(callOf(visit), wanted, KeySecrets.hash(secret)), secret);
    }

    /** The key, unless it may do more than whoever would change it: a new secret for it would be theirs. */
    private ApiKey administered(Visit visit, String id) {
        ApiKey key = store.get(callOf(visit), id);
        if (key.scopes().contains(Scope.OPERATE)) {
            requireOperator(visit, "To change a key with the scope `operate`");
        }
        return key;
    }

    private static String tenantOf(Visit visit, Optional<String> tenant) {
        String own = visit.caller().tenant();
        if (tenant.filter(wanted -> !wanted.equals(own)).isPresent()) {
            requireOperator(visit, "Another tenant's keys");
        }
        return tenant.orElse(own);
    }

    private void checkSettings(Visit visit, Settings settings) {
        Limits own = visit.caller().limits();
        if (settings.priority == Priority.EMERGENCY) {
            requireOperator(visit, "The priority `emergency`");
        }
        if (settings.requestsPerMinute.orElse(usual.requestsPerMinute()) > own.requestsPerMinute()
                || settings.tokensPerDay.orElse(usual.tokensPerDay()) > own.tokensPerDay()) {
            requireOperator(visit, "A limit above your own, as is the usual one where none is said,");
        }
    }

    private static void requireOperator(Visit visit, String what) {
        if (!visit.call().principal().scopes().contains(Scope.OPERATE)) {
            throw new QuernException(ErrorCode.PERMISSION_DENIED, what + " needs the scope `operate`.");
        }
    }

    private static Settings settings(ApiKey key, Optional<Instant> expiresAt) {
        return new Settings(key.name(), key.priority(), key.requestsPerMinute(), key.tokensPerDay(), expiresAt);
    }

    private static ApiKey with(ApiKey old, Settings settings) {
        return new ApiKey(
                old.id(),
                settings.name,
                old.tenant(),
                old.scopes(),
                settings.priority,
                settings.requestsPerMinute,
                settings.tokensPerDay,
                old.createdAt(),
                settings.expiresAt,
                old.revoked(),
                old.createdBy());
    }
}
