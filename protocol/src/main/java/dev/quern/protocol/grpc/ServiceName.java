package dev.quern.protocol.grpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import io.grpc.SynchronizationContext.ScheduledHandle;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one name of a service stands for, looked up at an interval. Everything but the looking up is in the context. */
final class ServiceName extends NameResolver {
    private final ServiceAddresses addresses;
    private final ServiceAddresses.Lookup lookup;
    private final Duration interval;
    private final SynchronizationContext context;
    private final ScheduledExecutorService timer;
    private final @Nullable Executor executor;

    private @Nullable Listener2 listener;
    private @Nullable ScheduledHandle next;
    private boolean looking;
    private boolean over;

    ServiceName(ServiceAddresses addresses, ServiceAddresses.Lookup lookup, Duration interval, Args arguments) {
        this.addresses = addresses;
        this.lookup = lookup;
        this.interval = interval;
        this.context = arguments.getSynchronizationContext();
        this.timer = arguments.getScheduledExecutorService();
        this.executor = arguments.getOffloadExecutor();
    }

    @Override
    public String getServiceAuthority() {
        return addresses.places().getFirst().toString();
    }

    @Override
    public void start(Listener2 told) {
        listener = told;
        look();
    }

    @Override
    public void refresh() {
        look();
    }

    @Override
    public void shutdown() {
        over = true;
        stopWaiting();
    }

    private void look() {
        if (looking || over) {
            return;
        }
        looking = true;
        stopWaiting();
        Runnable work = () -> {
            StatusOr<List<EquivalentAddressGroup>> found = found();
            context.execute(() -> tell(found));
        };
        if (executor == null) {
            Thread.startVirtualThread(work);
        } else {
            executor.execute(work);
        }
    }

    private StatusOr<List<EquivalentAddressGroup>> found() {
        try {
            List<InetSocketAddress> found = addresses.resolve(lookup);
            return StatusOr.fromValue(
                    found.stream().map(EquivalentAddressGroup::new).toList());
        } catch (UnknownHostException e) {
            return StatusOr.fromStatus(Status.UNAVAILABLE
                    .withDescription("unknown host: " + e.getMessage())
                    .withCause(e));
        } catch (RuntimeException e) {
            return StatusOr.fromStatus(Status.UNAVAILABLE
                    .withDescription("no replica can be looked up")
                    .withCause(e));
        }
    }

    private void tell(StatusOr<List<EquivalentAddressGroup>> found) {
        looking = false;
        if (over || listener == null) {
            return;
        }
        // The listener may ask for another look at once, when it could make nothing of this one.
        next = context.schedule(this::again, interval.toNanos(), TimeUnit.NANOSECONDS, timer);
        var _ = listener.onResult2(
                ResolutionResult.newBuilder().setAddressesOrError(found).build());
    }

    private void again() {
        next = null;
        look();
    }

    private void stopWaiting() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }
}
