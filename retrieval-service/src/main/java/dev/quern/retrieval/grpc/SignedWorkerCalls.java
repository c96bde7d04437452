package dev.quern.retrieval.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.Identity;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.WorkerCalls;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Calls that the indexing workers sign in this service's own name. */
@Singleton
final class SignedWorkerCalls implements WorkerCalls {
    private final Identity identity;
    private final Duration timeout;

    SignedWorkerCalls(Identity identity, RetrievalConfig config) {
        this.identity = identity;
        this.timeout = config.indexing().timeout();
    }

    @Override
    public Call forTenant(String tenant) {
        byte[] trace = new byte[16];
        ThreadLocalRandom.current().nextBytes(trace);
        return new Call(
                identity.sign(tenant, "retrieval-worker", Set.of(Scope.INGEST), Priority.BATCH),
                Deadline.after(timeout),
                HexFormat.of().formatHex(trace));
    }
}
