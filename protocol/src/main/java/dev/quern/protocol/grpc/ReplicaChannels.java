package dev.quern.protocol.grpc;

import io.grpc.LoadBalancerRegistry;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.arc.Unremovable;
import io.quarkus.grpc.api.ChannelBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcClientConfiguration;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Makes {@link ReplicaBalancing} known to gRPC before the first channel is built that may ask for it. gRPC would find it
 * by itself only where its own classes and these have one class loader, which is not so in tests.
 */
@Singleton
@Unremovable
final class ReplicaChannels implements ChannelBuilderCustomizer<NettyChannelBuilder> {
    private final LoadBalancerRegistry registry = LoadBalancerRegistry.getDefaultRegistry();
    private final ReplicaBalancing balancing = new ReplicaBalancing();

    ReplicaChannels() {
        registry.register(balancing);
    }

    @Override
    public Map<String, Object> customize(String name, GrpcClientConfiguration config, NettyChannelBuilder builder) {
        return Map.of();
    }

    @PreDestroy
    void forget() {
        registry.deregister(balancing);
    }
}
