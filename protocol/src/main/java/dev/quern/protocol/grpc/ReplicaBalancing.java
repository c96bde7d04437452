package dev.quern.protocol.grpc;

import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.NameResolver.ConfigOrError;
import io.grpc.stub.AbstractStub;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@link ReplicaBalancer} by its name. */
public final class ReplicaBalancing extends LoadBalancerProvider {
    /** For {@code quarkus.grpc.clients.*.load-balancing-policy}. */
    public static final String NAME = "quern_replicas";

    private static final int USUAL_PRIORITY = 5;
    private static final String SERVICE = "service";

    private final Standing.Terms terms;
    private final MeterRegistry registry;

    /** With the usual settings, measured by nobody. */
    public ReplicaBalancing() {
        this(new Standing.Terms(5, Duration.ofSeconds(5)), new SimpleMeterRegistry());
    }

    ReplicaBalancing(Standing.Terms terms, MeterRegistry registry) {
        this.terms = terms;
        this.registry = registry;
    }

    /** Calls to the replica of the key, where calls are balanced so; otherwise the key means nothing. */
    public static <S extends AbstractStub<S>> S keyed(S stub, String key) {
        return stub.withOption(ReplicaPicker.KEY, key);
    }

    /** Calls to a replica that has what they need most to spare; those with a key go to the key's all the same. */
    public static <S extends AbstractStub<S>> S demanding(S stub, Demand demand) {
        return stub.withOption(ReplicaPicker.DEMAND, demand);
    }

    /** The part of a channel's service configuration that asks for this. */
    static Map<String, Object> configuration(String service) {
        return Map.of("loadBalancingConfig", List.of(Map.of(NAME, Map.of(SERVICE, service))));
    }

    @Override
    public ConfigOrError parseLoadBalancingPolicyConfig(Map<String, ?> raw) {
        return ConfigOrError.fromConfig(raw.get(SERVICE) instanceof String name ? name : "unnamed");
    }

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public int getPriority() {
        return USUAL_PRIORITY;
    }

    @Override
    public String getPolicyName() {
        return NAME;
    }

    @Override
    public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
        return new ReplicaBalancer(helper, terms, registry);
    }
}
