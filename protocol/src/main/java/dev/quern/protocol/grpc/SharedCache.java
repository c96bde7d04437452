package dev.quern.protocol.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.InvalidateRequest;
import dev.quern.protocol.cache.v1.PutRequest;
import dev.quern.protocol.cache.v1.Tag;
import dev.quern.protocol.cache.v1.TypedKey;
import dev.quern.protocol.cache.v1.ValueType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One kind of value in cache-service, with a few of them kept in this process. What cannot be had from the cache in a
 * short time is a miss: a cache is never the reason for a failed request. A caller that has gone is told so.
 */
public final class SharedCache<V> {
    private static final int MOST_TAGS = 64;

    private final Form<V> form;
    private final RemoteService remote;
    private final CacheServiceBlockingV2Stub stub;
    private final Duration patience;
    private final LocalCopies<V> local;

    /** @param patience how long a request waits for the cache */
    SharedCache(
            Form<V> form,
            RemoteService remote,
            CacheServiceBlockingV2Stub stub,
            Duration patience,
            LocalCopies<V> local) {
        this.form = form;
        this.remote = remote;
        this.stub = stub;
        this.patience = patience;
        this.local = local;
    }

    /**
     * What the values are.
     *
     * @param name of the values and of the version of their form; nothing reads what another form wrote
     * @param decode empty when the bytes are nothing that it wrote
     * @param copies that this process keeps of its own at most
     */
    public record Form<V>(
            ValueType type,
            String name,
            Function<V, ByteString> encode,
            Function<ByteString, Optional<V>> decode,
            int copies) {}

    /**
     * @param level that had it: {@code local}, {@code memory}, {@code redis}, {@code disk}
     * @param refresh whether this caller should make it anew meanwhile
     */
    public record Found<V>(V value, String level, boolean refresh) {}

    /** What a value took to make. */
    public record Cost(Duration time, long tokens) {}

    /** @param trouble is told why the cache could not be asked */
    public Optional<Found<V>> find(Call call, String key, Consumer<QuernException> trouble) {
        Optional<V> copy = local.find(call.tenant(), name(key));
        if (copy.isPresent()) {
            return copy.map(value -> new Found<>(value, "local", false));
        }
        long stamp = local.stamp(call, name(key));
        GetRequest request = GetRequest.newBuilder()
                .setType(form.type())
                .setKey(name(key))
                .setRefreshes(true)
                .build();
        return attempt(call, key, ready -> ready.get(request), trouble)
                .flatMap(response -> found(call, key, stamp, response));
    }

    /**
     * Keeps a value until one of its tags changes or its time is over. One with more than 64 tags is not kept: nothing
     * would drop it when one of the others changes.
     */
    public void remember(Call call, String key, V value, List<Tag> tags, Cost cost, Consumer<QuernException> trouble) {
        if (tags.size() > MOST_TAGS) {
            return;
        }
        PutRequest request = PutRequest.newBuilder()
                .setType(form.type())
                .setKey(name(key))
                .setValue(form.encode().apply(value))
                .addAllTags(tags)
                .setCost(Durations.fromMillis(cost.time().toMillis()))
                .setTokens(cost.tokens())
                .build();
        var _ = attempt(call, key, ready -> ready.put(request), trouble);
        local.drop(call.tenant(), name(key));
    }

    /**
     * Nobody finds the value any more. Takes as long as the call has, and throws when the cache cannot be asked. A replica
     * of the cache that did not answer in that time ({@code confirmed: false}) may serve the value for some seconds more:
     * until it has heard of it or no longer trusts what it has. Nobody has to ask again for that. Copies in other
     * processes go when these hear of it, usually within some milliseconds.
     */
    public void forget(Call call, String key) {
        InvalidateRequest request = InvalidateRequest.newBuilder()
                .setKey(TypedKey.newBuilder().setType(form.type()).setKey(name(key)))
                .build();
        // What is kept here is dropped even so: whoever asks for it does not want it any more.
        local.drop(call.tenant(), name(key));
        remote.idempotent(call, ReplicaBalancing.keyed(stub, key), ready -> ready.invalidate(request));
        local.drop(call.tenant(), name(key));
    }

    private Optional<Found<V>> found(Call call, String key, long stamp, GetResponse response) {
        if (!response.hasValue()) {
            return Optional.empty();
        }
        Optional<V> value = form.decode().apply(response.getValue());
        value.ifPresent(decoded -> local.keep(call.tenant(), name(key), stamp, decoded));
        String level =
                response.getLevel().name().replaceFirst("CACHE_LEVEL_", "").toLowerCase(Locale.ROOT);
        return value.map(decoded -> new Found<>(decoded, level, response.getRefresh()));
    }

    private <R> Optional<R> attempt(
            Call call,
            String key,
            RemoteService.Invocation<CacheServiceBlockingV2Stub, R> invocation,
            Consumer<QuernException> trouble) {
        Call hurried = new Call(call.credential(), call.deadline().orAfter(patience), call.traceId());
        try {
            return Optional.of(remote.idempotent(hurried, ReplicaBalancing.keyed(stub, key), invocation));
        } catch (QuernException failure) {
            if (failure.code() == ErrorCode.CANCELLED) {
                throw failure;
            }
            trouble.accept(failure);
            return Optional.empty();
        }
    }

    private String name(String key) {
        return form.name() + "/" + key;
    }
}
