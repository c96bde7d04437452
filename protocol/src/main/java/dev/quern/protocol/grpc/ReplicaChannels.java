package dev.quern.protocol.grpc;

import io.grpc.LoadBalancerRegistry;
import io.grpc.NameResolverRegistry;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Unremovable;
import io.quarkus.grpc.api.ChannelBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcClientConfiguration;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes {@link ReplicaBalancing} and {@link ServiceNames} known to gRPC before the first channel is built that may ask
 * for them. gRPC would find them by itself only where its own classes and these have one class loader, which is not so
 * in tests.
 */
@Singleton
@Unremovable
final class ReplicaChannels implements ChannelBuilderCustomizer<NettyChannelBuilder> {
    /** Streams that may be opened again elsewhere as long as nothing of them has arrived. */
    private static final List<Map<String, Object>> REPEATABLE = List.of(
            method("quern.llm.v1.LlmService", "GenerateStream"),
            method("quern.llm.v1.LlmService", "GenerateBatch"),
            method("quern.retrieval.v1.RetrievalService", "ReadDocument"),
            method("quern.retrieval.v1.RetrievalService", "WatchDocuments"),
            method("quern.cache.v1.CacheService", "WatchInvalidations"));

    private final LoadBalancerRegistry balancers = LoadBalancerRegistry.getDefaultRegistry();
    private final NameResolverRegistry resolvers = NameResolverRegistry.getDefaultRegistry();
    private final ReplicaBalancing balancing;
    private final ServiceNames names;

    ReplicaChannels(BalancingConfig config, MeterRegistry registry) {
        balancing = new ReplicaBalancing(new Standing.Terms(config.failures(), config.pause()), registry);
        names = new ServiceNames(config.refresh());
        balancers.register(balancing);
        resolvers.register(names);
    }

    @Override
    public Map<String, Object> customize(String name, GrpcClientConfiguration config, NettyChannelBuilder builder) {
        Map<String, Object> service = new HashMap<>(repeating());
        if (config.loadBalancingPolicy().equals(ReplicaBalancing.NAME)) {
            service.putAll(ReplicaBalancing.configuration(name));
        }
        return service;
    }

    /** The part of a channel's service configuration that has streams opened again; calls are RemoteService's. */
    static Map<String, Object> repeating() {
        Map<String, Object> once = Map.of(
                "maxAttempts",
                2.0,
                "initialBackoff",
                "0.02s",
                "maxBackoff",
                "0.1s",
                "backoffMultiplier",
                2.0,
                "retryableStatusCodes",
                // A server that stops resets its streams.
                List.of("UNAVAILABLE", "CANCELLED"));
        return Map.of("methodConfig", List.of(Map.of("name", REPEATABLE, "retryPolicy", once)));
    }

    private static Map<String, Object> method(String service, String method) {
        return Map.of("service", service, "method", method);
    }

    @PreDestroy
    void forget() {
        balancers.deregister(balancing);
        resolvers.deregister(names);
    }
}
