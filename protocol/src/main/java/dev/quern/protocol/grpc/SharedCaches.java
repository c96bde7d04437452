package dev.quern.protocol.grpc;

import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The caches of this process's callers, over one watch of what is invalidated. */
@Singleton
public final class SharedCaches {
    private static final String SERVICE = "cache-service";

    private final RemoteService remote;
    private final CacheServiceBlockingV2Stub stub;
    private final InvalidationWatch watch;

    @Inject
    public SharedCaches(@GrpcClient("cache") Channel channel, RemoteServices services) {
        this(channel, services, System::nanoTime);
    }

    SharedCaches(Channel channel, RemoteServices services, LongSupplier nanos) {
        remote = services.named(SERVICE);
        stub = CacheServiceGrpc.newBlockingV2Stub(channel);
        watch = new InvalidationWatch(services.named(SERVICE, "watching"), stub, nanos);
    }

    /** @param patience how long a request waits for the cache before it goes on without */
    public <V> SharedCache<V> of(SharedCache.Form<V> form, Duration patience) {
        return new SharedCache<>(form, remote, stub, patience, new LocalCopies<>(watch, form.copies()));
    }
}
