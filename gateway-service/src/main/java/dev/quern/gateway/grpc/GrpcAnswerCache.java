package dev.quern.gateway.grpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import com.google.protobuf.ByteString;
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
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.RemoteService;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** {@link AnswerCache} of cache-service; answers are kept as JSON. */
@ApplicationScoped
public class GrpcAnswerCache implements AnswerCache {
    /** Part of every key: a gateway never reads what another version of {@link Answer} wrote. */
    private static final String FORMAT = "1/";

    private static final int MOST_TAGS = 64;

    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new ParameterNamesModule())
            .build();
    private final RemoteService caches;
    private final CacheServiceBlockingV2Stub stub;

    public GrpcAnswerCache(@GrpcClient("cache") Channel channel, CallConfig config) {
        caches = new RemoteService("cache-service", config);
        stub = CacheServiceGrpc.newBlockingV2Stub(channel);
    }

    @Override
    public Optional<Hit> find(Call call, AnswerKey key) {
        GetRequest request = GetRequest.newBuilder()
                .setType(ValueType.VALUE_TYPE_ANSWER)
                .setKey(FORMAT + key.canonical())
                .build();
        GetResponse response = caches.idempotent(call, stub, ready -> ready.get(request));
        if (!response.hasValue()) {
            return Optional.empty();
        }
        try {
            Answer answer = json.readValue(response.getValue().newInput(), Answer.class);
            return Optional.of(new Hit(answer, level(response.getLevel())));
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "A cached answer cannot be read.", e);
        }
    }

    @Override
    public void remember(Call call, AnswerKey key, Answer answer) {
        PutRequest.Builder request = PutRequest.newBuilder()
                .setType(ValueType.VALUE_TYPE_ANSWER)
                .setKey(FORMAT + key.canonical())
                .setValue(encode(answer))
                .addTags(Tag.newBuilder().setKind(TagKind.TAG_KIND_COLLECTION).setValue(key.collection()));
        answer.sources().stream()
                .map(Source::documentId)
                .distinct()
                .limit(MOST_TAGS - 1L)
                .forEach(document -> request.addTags(
                        Tag.newBuilder().setKind(TagKind.TAG_KIND_DOCUMENT).setValue(document)));
        caches.idempotent(call, stub, ready -> ready.put(request.build()));
    }

    private ByteString encode(Answer answer) {
        try {
            return ByteString.copyFrom(json.writeValueAsBytes(answer));
        } catch (JsonProcessingException e) {
            throw new QuernException(ErrorCode.INTERNAL, "An answer cannot be written for the cache.", e);
        }
    }

    private static String level(CacheLevel level) {
        return level.name().replaceFirst("CACHE_LEVEL_", "").toLowerCase(Locale.ROOT);
    }
}
