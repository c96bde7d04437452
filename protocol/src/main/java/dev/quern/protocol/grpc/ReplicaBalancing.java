package dev.quern.protocol.grpc;

import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.stub.AbstractStub;

/** {@link ReplicaBalancer} by its name. */
public final class ReplicaBalancing extends LoadBalancerProvider {
    /** For {@code quarkus.grpc.clients.*.load-balancing-policy}. */
    public static final String NAME = "quern_replicas";

    private static final int USUAL_PRIORITY = 5;

    /** Calls to the replica of the key, where calls are balanced so; otherwise the key means nothing. */
    public static <S extends AbstractStub<S>> S keyed(S stub, String key) {
        return stub.withOption(ReplicaPicker.KEY, key);
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
        return new ReplicaBalancer(helper);
    }
}
