package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.GetRequest;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.LoadBalancerRegistry;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ReplicaChannelsTest {
    @GrpcClient("cache")
    Channel channel;

    @Inject
    Config config;

    @Inject
    Identity identity;

    @Inject
    RemoteServices services;

    @Inject
    MeterRegistry registry;

    @ParameterizedTest
    @ValueSource(strings = {"retrieval", "embedding", "llm", "cache"})
    void callersOfEveryServiceHaveABalancerThatKnowsItsReplicas(String service) {
        String policy = config.getValue("quarkus.grpc.clients." + service + ".load-balancing-policy", String.class);

        assertThat(LoadBalancerRegistry.getDefaultRegistry().getProvider(policy))
                .isInstanceOf(ReplicaBalancing.class);
        assertThat(config.getValue("quarkus.grpc.clients." + service + ".name-resolver", String.class))
                .isEqualTo(ServiceNames.SCHEME);
    }

    @Test
    void repliesTellTheLoadAndOperatorsSeeTheReplicas() {
        var trailers = new AtomicReference<Metadata>();
        Channel watched = ClientInterceptors.intercept(
                channel, MetadataUtils.newCaptureMetadataInterceptor(new AtomicReference<>(), trailers));

        services.named("cache-service", "watched")
                .idempotent(
                        call(),
                        CacheServiceGrpc.newBlockingV2Stub(watched),
                        ready -> ready.get(GetRequest.getDefaultInstance()));

        Optional<Load> load = Load.in(trailers.get());
        assertThat(load).isPresent();
        assertThat(load.orElseThrow().cpu()).isBetween(0.0, 1.0);
        assertThat(load.orElseThrow().freeMemory()).isPositive();
        assertThat(registry.get("quern.client.replicas")
                        .tags("service", "cache", "state", "ready")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    private Call call() {
        return new Call(
                identity.sign("acme", "test", Set.of(Scope.ASK), Priority.INTERACTIVE),
                Deadline.after(Duration.ofSeconds(20)),
                "0123456789abcdef0123456789abcdef");
    }
}
