package dev.quern.protocol.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import dev.quern.protocol.cache.v1.WatchInvalidationsRequest;
import dev.quern.protocol.cache.v1.WatchInvalidationsResponse;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Hears of what is invalidated, for the tenants that are served lately: one stream each, under the credential of the
 * request that began it, for some minutes. Without a stream nothing is known, and copies are not used.
 */
final class InvalidationWatch {
    private static final Logger LOG = Logger.getLogger(InvalidationWatch.class);
    private static final int MOST_TENANTS = 64;
    private static final Duration LENGTH = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RemoteService remote;
    private final CacheServiceBlockingV2Stub stub;
    private final LongSupplier nanos;
    private final Map<String, Hearing> tenants = new ConcurrentHashMap<>();
    /** Never twice the same, so that no copy is taken for one of a later stream. */
    private final AtomicLong stamps = new AtomicLong(Hearing.DEAF);

    /** @param nanos a clock as {@link System#nanoTime} */
    InvalidationWatch(RemoteService remote, CacheServiceBlockingV2Stub stub, LongSupplier nanos) {
        this.remote = remote;
        this.stub = stub;
        this.nanos = nanos;
    }

    /** Of a copy that may be used now; see {@link Hearing#stamp}. */
    long stamp(String tenant, String key) {
        Hearing hearing = tenants.get(tenant);
        return hearing == null ? Hearing.DEAF : hearing.stamp(key);
    }

    /** Of a copy of what is asked for now; see {@link Hearing#settledStamp}. */
    long settledStamp(String tenant, String key) {
        Hearing hearing = tenants.get(tenant);
        return hearing == null ? Hearing.DEAF : hearing.settledStamp(key);
    }

    /** Listens for the caller's tenant from now on; returns at once. */
    void begin(Call call) {
        if (tenants.containsKey(call.tenant()) || tenants.size() >= MOST_TENANTS) {
            return;
        }
        Hearing mine = new Hearing(nanos);
        if (tenants.putIfAbsent(call.tenant(), mine) == null) {
            var _ = VirtualThreads.executor().submit(() -> listen(call, mine));
        }
    }

    private void listen(Call begun, Hearing hearing) {
        Call call = new Call(begun.credential(), Deadline.after(LENGTH), begun.traceId());
        Deadline pause = Deadline.after(PAUSE);
        try {
            remote.stream(
                    call,
                    stub,
                    ready -> ready.watchInvalidations(WatchInvalidationsRequest.getDefaultInstance()),
                    stream -> hear(stream, hearing));
        } catch (QuernException failure) {
            LOG.debugf("no copies of cached values are kept just now: %s", failure.text());
        } finally {
            hearing.deaf();
            waitFor(pause);
            tenants.remove(call.tenant(), hearing);
        }
    }

    private boolean hear(BlockingClientCall<?, WatchInvalidationsResponse> stream, Hearing hearing)
            throws StatusException, InterruptedException {
        try {
            // The first says that the stream is on.
            for (var event = stream.read(); event != null; event = stream.read()) {
                long stamp = stamps.incrementAndGet();
                switch (event.getEventCase()) {
                    case KEY -> hearing.changed(event.getKey().getKey(), stamp);
                    case PATTERN, TAG, RESET, EVERYTHING, EVENT_NOT_SET -> hearing.everythingChanged(stamp);
                }
            }
            return true;
        } catch (StatusException e) {
            // Its time is over, which is nobody's fault.
            if (e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
                return true;
            }
            throw e;
        }
    }

    /** So that a cache that is away is not asked by every request. */
    private static void waitFor(Deadline pause) {
        try {
            Thread.sleep(pause.remaining());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
