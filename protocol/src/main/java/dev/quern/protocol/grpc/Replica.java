package dev.quern.protocol.grpc;

import io.grpc.ClientStreamTracer;
import io.grpc.ConnectivityState;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicInteger;

/** One address of a service, and how many calls to it are under way from here. */
final class Replica {
    private final Subchannel connection;
    private final long seed;
    private final AtomicInteger underWay = new AtomicInteger();
    private final PickResult picked;
    /** Written in the balancer's synchronization context, as are all changes of a balancer. */
    private volatile ConnectivityState state = ConnectivityState.IDLE;

    Replica(Subchannel connection, String address) {
        this.connection = connection;
        this.seed = Mixing.of(address);
        this.picked = PickResult.withSubchannel(connection, new ClientStreamTracer.Factory() {
            @Override
            public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
                underWay.incrementAndGet();
                return new ClientStreamTracer() {
                    @Override
                    public void streamClosed(Status status) {
                        underWay.decrementAndGet();
                    }
                };
            }
        });
    }

    Subchannel connection() {
        return connection;
    }

    /** A call that is sent here, and counted. */
    PickResult picked() {
        return picked;
    }

    int underWay() {
        return underWay.get();
    }

    /** How much the replica is the key's own: the highest is. */
    long affinity(long key) {
        return Mixing.mix(key ^ seed);
    }

    ConnectivityState state() {
        return state;
    }

    void is(ConnectivityState now) {
        state = now;
    }
}
