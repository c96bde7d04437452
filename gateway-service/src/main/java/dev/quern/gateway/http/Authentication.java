package dev.quern.gateway.http;

import dev.quern.gateway.Account;
import dev.quern.gateway.ApiKey;
import dev.quern.gateway.Caller;
import dev.quern.gateway.Entry;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.KeySecrets;
import dev.quern.gateway.KnownKeys;
import dev.quern.gateway.Limits;
import dev.quern.gateway.Signatures;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking: an API key or a token in the header {@code Authorization}, or nobody in particular where Quern is open
 * to this machine. Requests that a web page of another site makes through somebody's browser are refused there.
 */
@ApplicationScoped
public class Authentication {
    private static final String SCHEME = "Bearer ";

    private final Entry entry;
    private final KnownKeys keys;
    private final Tokens tokens;
    private final Signatures signatures;
    private final MeterRegistry metrics;
    private final Optional<byte[]> keyHash;
    private final Limits usual;
    private final Account operator;
    private final Account local;

    public Authentication(
            GatewayConfig config,
            Entry entry,
            KnownKeys keys,
            Tokens tokens,
            Signatures signatures,
            MeterRegistry metrics) {
        this.entry = entry;
        this.keys = keys;
        this.tokens = tokens;
        this.signatures = signatures;
        this.metrics = metrics;
        this.keyHash = config.apiKey().map(KeySecrets::hash);
        this.usual = new Limits(config.requestsPerMinute(), config.tokensPerDay());
        this.operator = everything(config, "api-key", Caller.Kind.API_KEY);
        this.local = everything(config, "local", Caller.Kind.LOCAL);
    }

    private Account everything(GatewayConfig config, String subject, Caller.Kind kind) {
        return new Account(config.tenant(), subject, kind, Account.EVERYTHING, Priority.EMERGENCY, usual);
    }

    /** A gateway that cannot sign is of no use: better to know it at once. */
    void sign(@Observes StartupEvent start) {
        signatures.caller(entry.isOpen() ? local : operator, Priority.INTERACTIVE);
    }

    /** Fails with {@code UNAUTHENTICATED} where nobody is known by it. */
    public Uni<Account> account(Headers headers) {
        return Uni.createFrom()
                .deferred(() -> whose(headers))
                .onItem()
                .invoke(account -> count(Words.of(account.kind())))
                .onFailure()
                .invoke(failure -> count(QuernException.of(failure).code().code()));
    }

    private Uni<Account> whose(Headers headers) {
        String header = headers.get("Authorization");
        @Nullable String credential = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : null;
        if (credential == null) {
            return entry.isOpen() ? locally(headers) : refused("Send your API key as `Authorization: Bearer <key>`.");
        }
        if (keyHash.isPresent() && isTheConfiguredKey(credential)) {
            return Uni.createFrom().item(operator);
        }
        if (credential.startsWith(KeySecrets.PREFIX)) {
            return KeySecrets.isWellFormed(credential)
                    ? keys.find(KeySecrets.hash(credential)).map(this::account)
                    : refused("This API key is mistyped or cut off.");
        }
        if (entry.takesTokens() && Tokens.isToken(credential)) {
            return tokens.account(credential, usual);
        }
        // Many clients do not start without a key of some kind: where none is needed any will do.
        return entry.isOpen() ? locally(headers) : refused("This API key is not known.");
    }

    /** Hashes have the same length whatever was sent, so the time of the comparison tells nothing. */
    private boolean isTheConfiguredKey(String credential) {
        return keyHash.filter(expected -> MessageDigest.isEqual(expected, KeySecrets.hash(credential)))
                .isPresent();
    }

    private Uni<Account> locally(Headers headers) {
        OtherSites.refuse(headers);
        return Uni.createFrom().item(local);
    }

    private Account account(Optional<ApiKey> found) {
        ApiKey key = found.orElseThrow(() -> unauthenticated("This API key is not known."));
        if (key.revoked()) {
            throw unauthenticated("This API key was revoked.");
        }
        if (key.expiresAt().filter(end -> !end.isAfter(Instant.now())).isPresent()) {
            throw unauthenticated("This API key has expired.");
        }
        return new Account(
                key.tenant(),
                "api-key:" + key.id(),
                Caller.Kind.API_KEY,
                key.scopes(),
                key.priority(),
                new Limits(
                        key.requestsPerMinute().orElse(usual.requestsPerMinute()),
                        key.tokensPerDay().orElse(usual.tokensPerDay())));
    }

    private void count(String outcome) {
        metrics.counter("quern.gateway.authentications", "outcome", outcome).increment();
    }

    private static Uni<Account> refused(String why) {
        return Uni.createFrom().failure(unauthenticated(why));
    }

    static QuernException unauthenticated(String why) {
        return new QuernException(ErrorCode.UNAUTHENTICATED, why);
    }
}
