package dev.quern.protocol.grpc;

import io.grpc.ClientStreamTracer;
import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One address of a service, what it has to do, and how it has done lately. */
final class Replica {
    /** What was reported longer ago is no longer so. */
    private static final long FRESH_NANOS = 5_000_000_000L;
    /** So that of idle replicas none looks infinitely better. */
    private static final double LEAST_CPU = 0.1;

    private static final double MEBIBYTE = 1024.0 * 1024.0;

    private final Subchannel connection;
    private final long seed;
    private final Pace pace;
    private final ReplicaMeters meters;
    private final LongSupplier nanos;
    private final Standing standing;
    private final Slowness slowness = new Slowness();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile @Nullable Report report;
    /** Written in the balancer's synchronization context, as are all changes of a balancer. */
    private volatile ConnectivityState state = ConnectivityState.IDLE;

    Replica(Subchannel connection, String address, Surroundings surroundings) {
        this.connection = connection;
        this.seed = Mixing.of(address);
        this.pace = surroundings.pace();
        this.meters = surroundings.meters();
        this.nanos = surroundings.nanos();
        this.standing = new Standing(surroundings.terms());
    }

    /**
     * What the replicas of a service share.
     *
     * @param nanos a clock as {@link System#nanoTime}
     */
    record Surroundings(Pace pace, ReplicaMeters meters, Standing.Terms terms, LongSupplier nanos) {}

    private record Report(Load load, long at) {}

    /** As an operator counts them. */
    enum Condition {
        READY,
        CONNECTING,
        FAILING,
        EJECTED
    }

    Subchannel connection() {
        return connection;
    }

    /** A call of the method that is sent here, counted and watched. */
    PickResult picked(String method) {
        return PickResult.withSubchannel(connection, new ClientStreamTracer.Factory() {
            @Override
            public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
                Attempts attempts = info.getCallOptions().getOption(Attempts.OPTION);
                if (attempts != null && attempts.add(Replica.this)) {
                    meters.retried();
                }
                underWay.incrementAndGet();
                long now = nanos.getAsLong();
                standing.began(now);
                return new Watched(method, now, info.getCallOptions().getDeadline());
            }
        });
    }

    int underWay() {
        return underWay.get();
    }

    /** Not left alone because of its failures. */
    boolean isAsked(long now) {
        return standing.isAsked(now);
    }

    /** Whether what it reported is still true. */
    boolean hasReported(long now) {
        Report last = report;
        return last != null && now - last.at() < FRESH_NANOS;
    }

    /**
     * How bad a choice it is for one more call: the less the better.
     *
     * @param reported whether what it reported counts
     */
    double cost(Demand demand, boolean reported, long now) {
        Report last = report;
        double usual = (underWay() + 1) * slowness.at(now);
        if (last == null || !reported) {
            return usual;
        }
        return switch (demand) {
            case LITTLE -> usual;
            // Others send it calls too.
            case CPU ->
                (Math.max(underWay(), last.load().underWay()) + 1)
                        * slowness.at(now)
                        * (LEAST_CPU + last.load().cpu());
            case MEMORY -> usual / (1 + last.load().freeMemory() / MEBIBYTE);
        };
    }

    /** How much the replica is the key's own: the highest is. */
    long affinity(long key) {
        return Mixing.mix(key ^ seed);
    }

    ConnectivityState state() {
        return state;
    }

    void is(ConnectivityState now) {
        if (now == ConnectivityState.READY) {
            // A new connection, so probably a new process.
            standing.answered();
        }
        state = now;
    }

    Condition condition() {
        return switch (state) {
            case READY -> standing.isEjected() ? Condition.EJECTED : Condition.READY;
            case CONNECTING, IDLE -> Condition.CONNECTING;
            case TRANSIENT_FAILURE, SHUTDOWN -> Condition.FAILING;
        };
    }

    private final class Watched extends ClientStreamTracer {
        private final String method;
        private final long begun;
        private final @Nullable Deadline deadline;
        private volatile boolean answered;
        private volatile @Nullable Metadata trailers;

        Watched(String method, long begun, @Nullable Deadline deadline) {
            this.method = method;
            this.begun = begun;
            this.deadline = deadline;
        }

        @Override
        public void inboundHeaders(Metadata headers) {
            hear(headers);
        }

        @Override
        public void inboundMessage(int number) {
            if (!answered) {
                answered = true;
                long now = nanos.getAsLong();
                slowness.saw(pace.ratio(method, now - begun), now);
                standing.answered();
            }
        }

        @Override
        public void inboundTrailers(Metadata received) {
            trailers = received;
            hear(received);
        }

        @Override
        public void streamClosed(Status status) {
            underWay.decrementAndGet();
            long now = nanos.getAsLong();
            // A call that may be sent again is taken from the replica, whatever the reason is.
            boolean tooLate = status.getCode() == Status.Code.CANCELLED && deadline != null && deadline.isExpired();
            Status end = tooLate ? Status.DEADLINE_EXCEEDED : status;
            switch (Verdict.of(end, trailers, answered, pace.isLate(method, now - begun), now - begun)) {
                case ANSWERED -> standing.answered();
                case FAILED -> {
                    if (standing.failed(now)) {
                        meters.ejected();
                    }
                }
                case NOTHING -> {
                    // It says nothing about the replica.
                }
            }
        }

        private void hear(Metadata headers) {
            Load.in(headers).ifPresent(load -> report = new Report(load, nanos.getAsLong()));
        }
    }
}
