package dev.quern.gateway.grpc;

import dev.quern.gateway.Answer;
import dev.quern.gateway.AnswerCache;
import dev.quern.gateway.AnswerKey;
import dev.quern.gateway.Source;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.cache.v1.CacheLevel;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.PutRequest;
import dev.quern.protocol.cache.v1.Tag;
import dev.quern.protocol.cache.v1.TagKind;
import dev.quern.protocol.cache.v1.ValueType;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** {@link AnswerCache} of cache-service; answers are kept as JSON. */
@ApplicationScoped
public class GrpcAnswerCache implements AnswerCache {
    private static final int MOST_TAGS = 64;

    private final AnswerCodec codec = new AnswerCodec();
    private final RemoteService caches;
    private final CacheServiceBlockingV2Stub stub;

    public GrpcAnswerCache(@GrpcClient("cache") Channel channel, RemoteServices services) {
        caches = services.named("cache-service");
        stub = CacheServiceGrpc.newBlockingV2Stub(channel);
    }

    @Override
    public Optional<Hit> find(Call call, AnswerKey key) {
        GetRequest request = GetRequest.newBuilder()
                .setType(ValueType.VALUE_TYPE_ANSWER)
                .setKey(AnswerCodec.FORMAT + key.canonical())
                .build();
        GetResponse response = caches.idempotent(call, stub, ready -> ready.get(request));
        if (!response.hasValue()) {
            return Optional.empty();
        }
        try {
            Answer answer = codec.decode(response.getValue());
            return Optional.of(new Hit(answer, level(response.getLevel())));
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "A cached answer cannot be read.", e);
        }
    }

    @Override
    public void remember(Call call, AnswerKey key, Answer answer) {
        PutRequest.Builder request = PutRequest.newBuilder()
                .setType(ValueType.VALUE_TYPE_ANSWER)
                .setKey(AnswerCodec.FORMAT + key.canonical())
                .setValue(codec.encode(answer))
                .addTags(Tag.newBuilder().setKind(TagKind.TAG_KIND_COLLECTION).setValue(key.collection()));
        answer.sources().stream()
                .map(Source::documentId)
                .distinct()
                .limit(MOST_TAGS - 1L)
                .forEach(document -> request.addTags(
                        Tag.newBuilder().setKind(TagKind.TAG_KIND_DOCUMENT).setValue(document)));
        caches.idempotent(call, stub, ready -> ready.put(request.build()));
    }

    private static String level(CacheLevel level) {
        return level.name().replaceFirst("CACHE_LEVEL_", "").toLowerCase(Locale.ROOT);
    }
}
