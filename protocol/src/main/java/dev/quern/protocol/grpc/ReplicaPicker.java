package dev.quern.protocol.grpc;

import io.grpc.CallOptions;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.SubchannelPicker;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses among the replicas that can be reached. A call with a key goes to the key's own replica, by rendezvous hashing
 * (Thaler, Ravishankar: A Name-Based Mapping Scheme for Rendezvous, 1996), so that a replica that comes or goes moves its
 * share of the keys and no others; while that one has more than {@link #BOUND} times its share of the calls under way,
 * to the next in the key's order (Mirrokni, Thorup, Zadimoghaddam: Consistent Hashing with Bounded Loads, 2016). A call
 * without one goes to the less busy of two that are drawn at random.
 */
final class ReplicaPicker extends SubchannelPicker {
    static final CallOptions.Key<String> KEY = CallOptions.Key.create("quern-replica-key");

    private static final double BOUND = 1.25;

    private final List<Replica> ready;

    /** @param ready at least one */
    ReplicaPicker(List<Replica> ready) {
        this.ready = List.copyOf(ready);
    }

    @Override
    public PickResult pickSubchannel(PickSubchannelArgs arguments) {
        if (ready.size() == 1) {
            return ready.getFirst().picked();
        }
        String key = arguments.getCallOptions().getOption(KEY);
        return (key == null ? lessBusy() : own(Mixing.of(key))).picked();
    }

    private Replica own(long key) {
        int underWay = 1;
        for (Replica replica : ready) {
            underWay += replica.underWay();
        }
        int bound = (int) Math.ceil(BOUND * underWay / ready.size());
        Replica best = ready.getFirst();
        boolean found = false;
        for (Replica replica : ready) {
            boolean hasRoom = replica.underWay() < bound;
            if (hasRoom && (!found || replica.affinity(key) > best.affinity(key))) {
                best = replica;
                found = true;
            }
        }
        return best;
    }

    private Replica lessBusy() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(ready.size());
        int second = (first + 1 + random.nextInt(ready.size() - 1)) % ready.size();
        return ready.get(first).underWay() <= ready.get(second).underWay() ? ready.get(first) : ready.get(second);
    }
}
