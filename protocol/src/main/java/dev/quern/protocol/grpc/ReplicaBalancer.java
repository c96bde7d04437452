package dev.quern.protocol.grpc;

import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.Status;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps a connection to each replica of a service, and lets {@link ReplicaPicker} choose among those that are ready. */
final class ReplicaBalancer extends LoadBalancer {
    private final Helper helper;
    private final Map<EquivalentAddressGroup, Replica> replicas = new HashMap<>();

    ReplicaBalancer(Helper helper) {
        this.helper = helper;
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
        wanted.forEach(address -> replicas.computeIfAbsent(address, this::connect));
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
    }

    private Replica connect(EquivalentAddressGroup address) {
        Subchannel connection = helper.createSubchannel(
                CreateSubchannelArgs.newBuilder().setAddresses(address).build());
        Replica replica =
                new Replica(connection, address.getAddresses().getFirst().toString());
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
        List<Replica> ready = replicas.values().stream()
                .filter(replica -> replica.state() == ConnectivityState.READY)
                .toList();
        if (!ready.isEmpty()) {
            helper.updateBalancingState(ConnectivityState.READY, new ReplicaPicker(ready));
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
