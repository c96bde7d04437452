package dev.quern.protocol.grpc;

import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps a connection to each replica of a service, and lets {@link ReplicaPicker} choose among those that are ready. */
final class ReplicaBalancer extends LoadBalancer {
    private final Helper helper;
    private final Standing.Terms terms;
    private final MeterRegistry registry;
    private final Map<EquivalentAddressGroup, Replica> replicas = new HashMap<>();
    /** As {@link #replicas}, for those who are not in the synchronization context. */
    private volatile List<Replica> known = List.of();

    private Replica.@Nullable Surroundings surroundings;

    ReplicaBalancer(Helper helper, Standing.Terms terms, MeterRegistry registry) {
        this.helper = helper;
        this.terms = terms;
        this.registry = registry;
    }

    @Override
    public Status acceptResolvedAddresses(ResolvedAddresses resolved) {
        Set<EquivalentAddressGroup> wanted = new LinkedHashSet<>();
        for (EquivalentAddressGroup group : resolved.getAddresses()) {
            group.getAddresses().forEach(address -> wanted.add(new EquivalentAddressGroup(address)));
        }
        if (wanted.isEmpty()) {
            Status none = Status.UNAVAILABLE.withDescription("the service has no address");
            handleNameResolutionError(none);
            return none;
        }
        for (EquivalentAddressGroup gone : List.copyOf(replicas.keySet())) {
            if (!wanted.contains(gone)) {
                Replica replica = replicas.remove(gone);
                if (replica != null) {
                    replica.connection().shutdown();
                }
            }
        }
        Replica.Surroundings shared = surroundings(resolved);
        wanted.forEach(address -> replicas.computeIfAbsent(address, it -> connect(it, shared)));
        update(Status.UNAVAILABLE);
        return Status.OK;
    }

    @Override
    public void handleNameResolutionError(Status error) {
        if (replicas.isEmpty()) {
            helper.updateBalancingState(ConnectivityState.TRANSIENT_FAILURE, failing(error));
        }
    }

    @Override
    public void shutdown() {
        replicas.values().forEach(replica -> replica.connection().shutdown());
        replicas.clear();
        known = List.of();
        if (surroundings != null) {
            surroundings.meters().close();
        }
    }

    /** How many replicas are so just now. */
    int count(Replica.Condition condition) {
        return (int) known.stream()
                .filter(replica -> replica.condition() == condition)
                .count();
    }

    private Replica.Surroundings surroundings(ResolvedAddresses resolved) {
        Replica.Surroundings shared = surroundings;
        if (shared == null) {
            String service =
                    resolved.getLoadBalancingPolicyConfig() instanceof String name ? name : helper.getAuthority();
            shared = new Replica.Surroundings(
                    new Pace(), new ReplicaMeters(registry, service, this), terms, System::nanoTime);
            surroundings = shared;
        }
        return shared;
    }

    private Replica connect(EquivalentAddressGroup address, Replica.Surroundings shared) {
        Subchannel connection = helper.createSubchannel(
                CreateSubchannelArgs.newBuilder().setAddresses(address).build());
        Replica replica =
                new Replica(connection, address.getAddresses().getFirst().toString(), shared);
        connection.start(state -> changed(replica, state));
        connection.requestConnection();
        return replica;
    }

    private void changed(Replica replica, ConnectivityStateInfo info) {
        ConnectivityState state = info.getState();
        if (state == ConnectivityState.SHUTDOWN) {
            return;
        }
        if (state == ConnectivityState.TRANSIENT_FAILURE || state == ConnectivityState.IDLE) {
            // It may have gone, and others may have come.
            helper.refreshNameResolution();
        }
        if (state == ConnectivityState.IDLE) {
            replica.connection().requestConnection();
        }
        // Until it is ready again it is not asked, and whoever finds no other is told at once.
        boolean stillFailing = replica.state() == ConnectivityState.TRANSIENT_FAILURE
                && (state == ConnectivityState.CONNECTING || state == ConnectivityState.IDLE);
        if (!stillFailing) {
            replica.is(state);
        }
        update(info.getStatus());
    }

    private void update(Status failure) {
        known = List.copyOf(replicas.values());
        List<Replica> ready = replicas.values().stream()
                .filter(replica -> replica.state() == ConnectivityState.READY)
                .toList();
        if (!ready.isEmpty()) {
            helper.updateBalancingState(ConnectivityState.READY, new ReplicaPicker(ready, System::nanoTime));
        } else if (replicas.values().stream()
                .allMatch(replica -> replica.state() == ConnectivityState.TRANSIENT_FAILURE)) {
            helper.updateBalancingState(ConnectivityState.TRANSIENT_FAILURE, failing(failure));
        } else {
            helper.updateBalancingState(ConnectivityState.CONNECTING, waiting());
        }
    }

    private static SubchannelPicker failing(Status failure) {
        return new FixedResultPicker(
                PickResult.withError(failure.isOk() ? Status.UNAVAILABLE.withDescription("no replica") : failure));
    }

    private static SubchannelPicker waiting() {
        return new FixedResultPicker(PickResult.withNoResult());
    }
}
