package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.LoadBalancerRegistry;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReplicaChannelsTest {
    @GrpcClient("cache")
    Channel channel;

    @ConfigProperty(name = "quarkus.grpc.clients.cache.load-balancing-policy")
    String policy;

    @Test
    void callersOfTheCacheHaveABalancerThatKnowsItsReplicas() {
        assertThat(channel).isNotNull();
        assertThat(LoadBalancerRegistry.getDefaultRegistry().getProvider(policy))
                .isInstanceOf(ReplicaBalancing.class);
    }
}
