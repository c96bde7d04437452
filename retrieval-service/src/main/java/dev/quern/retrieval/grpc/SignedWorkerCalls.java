package dev.quern.retrieval.grpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import dev.quern.protocol.grpc.Identity;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.WorkerCalls;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Calls that the indexing workers sign in this service's own name. */
@Singleton
final class SignedWorkerCalls implements WorkerCalls {
    private static final int MOST_TENANTS = 10_000;

    private final Identity identity;
    private final Duration timeout;
    /** Signing takes about as long as everything else of a call, so it is done again only when it has to be. */
    private final Cache<String, SignedPrincipal> signed =
            Caffeine.newBuilder().maximumSize(MOST_TENANTS).build();

    SignedWorkerCalls(Identity identity, RetrievalConfig config) {
        this.identity = identity;
        this.timeout = config.indexing().timeout();
    }

    @Override
    public Call forTenant(String tenant) {
        byte[] trace = new byte[16];
        ThreadLocalRandom.current().nextBytes(trace);
        return new Call(
                principal(tenant), Deadline.after(timeout), HexFormat.of().formatHex(trace));
    }

    private SignedPrincipal principal(String tenant) {
        SignedPrincipal known = signed.getIfPresent(tenant);
        // It has to be good until the call's last moment.
        if (known == null
                || known.principal().expiresAt().isBefore(Instant.now().plus(timeout))) {
            known = identity.sign(tenant, "retrieval-worker", Set.of(Scope.INGEST), Priority.BATCH);
            signed.put(tenant, known);
        }
        return known;
    }
}
