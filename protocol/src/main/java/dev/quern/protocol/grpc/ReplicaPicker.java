package dev.quern.protocol.grpc;

import io.grpc.CallOptions;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.SubchannelPicker;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the replicas that can be reached, less those that have failed and those that this call was sent to
 * before, unless that leaves none. A call with a key goes to the key's own replica, by rendezvous hashing
 * (Thaler, Ravishankar: A Name-Based Mapping Scheme for Rendezvous, 1996), so that a replica that comes or goes moves its
 * share of the keys and no others; while that one has more than {@link #BOUND} times its share of the calls under way,
 * to the next in the key's order (Mirrokni, Thorup, Zadimoghaddam: Consistent Hashing with Bounded Loads, 2016). A call
 * without one goes to the better of two that are drawn at random (Mitzenmacher: The Power of Two Choices in Randomized
 * Load Balancing, 2001).
 */
final class ReplicaPicker extends SubchannelPicker {
    static final CallOptions.Key<String> KEY = CallOptions.Key.create("quern-replica-key");
    static final CallOptions.Key<Demand> DEMAND =
            CallOptions.Key.createWithDefault("quern-replica-demand", Demand.LITTLE);

    private static final double BOUND = 1.25;
    /** Two that differ by less are as good as each other: chance keeps them even. */
    private static final double NOTICEABLE = 1.25;

    private final List<Replica> ready;
    private final LongSupplier nanos;

    /**
     * @param ready at least one
     * @param nanos a clock as {@link System#nanoTime}
     */
    ReplicaPicker(List<Replica> ready, LongSupplier nanos) {
        this.ready = List.copyOf(ready);
        this.nanos = nanos;
    }

    @Override
    public PickResult pickSubchannel(PickSubchannelArgs arguments) {
        String method = arguments.getMethodDescriptor().getFullMethodName();
        if (ready.size() == 1) {
            return ready.getFirst().picked(method);
        }
        CallOptions options = arguments.getCallOptions();
        long now = nanos.getAsLong();
        List<Replica> candidates = candidates(options.getOption(Attempts.OPTION), now);
        if (candidates.size() == 1) {
            return candidates.getFirst().picked(method);
        }
        String key = options.getOption(KEY);
        Replica chosen =
                key == null ? better(candidates, options.getOption(DEMAND), now) : own(candidates, Mixing.of(key));
        return chosen.picked(method);
    }

    private List<Replica> candidates(@Nullable Attempts attempts, long now) {
        List<Replica> asked = unlessNone(ready, replica -> replica.isAsked(now));
        return attempts == null ? asked : unlessNone(asked, replica -> !attempts.include(replica));
    }

    private static List<Replica> unlessNone(List<Replica> replicas, Predicate<Replica> suited) {
        List<Replica> some = replicas.stream().filter(suited).toList();
        return some.isEmpty() ? replicas : some;
    }

    private static Replica own(List<Replica> candidates, long key) {
        int underWay = 1;
        for (Replica replica : candidates) {
            underWay += replica.underWay();
        }
        int bound = (int) Math.ceil(BOUND * underWay / candidates.size());
        Replica best = candidates.getFirst();
        boolean found = false;
        for (Replica replica : candidates) {
            boolean hasRoom = replica.underWay() < bound;
            if (hasRoom && (!found || replica.affinity(key) > best.affinity(key))) {
                best = replica;
                found = true;
            }
        }
        return best;
    }

    private static Replica better(List<Replica> candidates, Demand demand, long now) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(candidates.size());
        int second = (first + 1 + random.nextInt(candidates.size() - 1)) % candidates.size();
        Replica one = candidates.get(first);
        Replica other = candidates.get(second);
        boolean reported = one.hasReported(now) && other.hasReported(now);
        return one.cost(demand, reported, now) <= NOTICEABLE * other.cost(demand, reported, now) ? one : other;
    }
}
