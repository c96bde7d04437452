package dev.quern.gateway.grpc;

import dev.quern.gateway.AnswerCache;
import dev.quern.gateway.AnswerKey;
import dev.quern.gateway.GatewayConfig;
import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.cache.v1.ValueType;
import dev.quern.protocol.grpc.SharedCache;
import dev.quern.protocol.grpc.SharedCaches;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** {@link AnswerCache} of cache-service, with a few copies in this process; answers are kept as JSON. */
@ApplicationScoped
public class GrpcAnswerCache implements AnswerCache {
    private final AnswerCodec codec = new AnswerCodec();
    private final SharedCache<Kept> cache;

    public GrpcAnswerCache(SharedCaches caches, GatewayConfig config) {
        SharedCache.Form<Kept> form = new SharedCache.Form<>(
                ValueType.VALUE_TYPE_ANSWER,
                AnswerCodec.FORMAT,
                codec::encode,
                bytes -> codec.decode(bytes, Kept.class),
                config.answerCopies());
        cache = caches.of(form, config.cachePatience());
    }

    @Override
    public Optional<Hit> find(Call call, AnswerKey key, Consumer<QuernException> trouble) {
        return cache.find(call, key.canonical(), trouble)
                .map(found -> new Hit(found.value(), found.level(), found.refresh()));
    }

    @Override
    public void remember(Call call, AnswerKey key, Kept kept, Duration took, Consumer<QuernException> trouble) {
        cache.remember(
                call,
                key.canonical(),
                kept,
                AnswerNotes.tags(key.collections(), kept.answer()),
                AnswerNotes.cost(kept.answer(), took),
                trouble);
    }

    @Override
    public void forget(Call call, String key) {
        cache.forget(call, key);
    }
}
