package dev.quern.benchmarks.grpc;

import dev.quern.benchmarks.ClientKeys;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import dev.quern.protocol.grpc.CallClientInterceptor;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.Identity;
import dev.quern.protocol.grpc.RemoteService;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** A tenant's calls to one service of this machine, made as the other services make them. Safe for use by many threads. */
final class Caller implements AutoCloseable {
    static final String TENANT = "benchmark";

    private static final String TRACE = "0123456789abcdef0123456789abcdef";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LARGEST_ANSWER = 8 << 20;

    private final Identity identity;
    private final RemoteService remote;
    private final ManagedChannel channel;
    private volatile SignedPrincipal principal;

    Caller(String service, int port, ClientKeys keys) {
        identity = new Identity(keys);
        principal = sign();
        remote = new RemoteService(service, new Unlimited());
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(LARGEST_ANSWER)
                .intercept(new CallClientInterceptor())
                .build();
    }

    ManagedChannel channel() {
        return channel;
    }

    RemoteService remote() {
        return remote;
    }

    Call call() {
        return new Call(principal(), Deadline.after(PATIENCE), TRACE);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /** Signed anew before it expires, and otherwise the same: services remember those that they have checked. */
    private SignedPrincipal principal() {
        SignedPrincipal current = principal;
        if (current.principal().expiresAt().isBefore(Instant.now().plus(PATIENCE))) {
            current = sign();
            principal = current;
        }
        return current;
    }

    private SignedPrincipal sign() {
        return identity.sign(TENANT, "benchmark", Set.of(Scope.ASK, Scope.INGEST), Priority.INTERACTIVE);
    }

    /** As the services call each other, but for how much: here the service is to say what is too much. */
    private static final class Unlimited implements CallConfig {
        @Override
        public int concurrency() {
            return 10_000;
        }

        @Override
        public double failureRatio() {
            return 1;
        }

        @Override
        public Duration circuitDelay() {
            return Duration.ofSeconds(1);
        }
    }
}
