package dev.quern.benchmarks.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.quern.benchmarks.ClientKeys;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.LookupSemanticRequest;
import dev.quern.protocol.cache.v1.LookupSemanticResponse;
import dev.quern.protocol.cache.v1.PutRequest;
import dev.quern.protocol.cache.v1.PutSemanticRequest;
import dev.quern.protocol.cache.v1.SemanticNamespace;
import dev.quern.protocol.cache.v1.ValueType;
import java.util.Optional;

/** The cache-service on this machine, called as the other services call it. Safe for use by many threads. */
public final class CacheClient implements AutoCloseable {
    private final Caller caller;
    private final CacheServiceBlockingV2Stub stub;

    public CacheClient(int port, ClientKeys keys) {
        caller = new Caller("cache-service", port, keys);
        stub = CacheServiceGrpc.newBlockingV2Stub(caller.channel());
    }

    public void put(String key, byte[] value) {
        PutRequest request = PutRequest.newBuilder()
                .setType(ValueType.VALUE_TYPE_ANSWER)
                .setKey(key)
                .setValue(UnsafeByteOperations.unsafeWrap(value))
                .build();
        var _ = caller.remote().once(caller.call(), stub, service -> service.put(request));
    }

    /** The level that had it: {@code memory}, {@code redis} or {@code disk}; {@code nothing} when none had. */
    public String servedFrom(String key) {
        GetRequest request = GetRequest.newBuilder()
                .setType(ValueType.VALUE_TYPE_ANSWER)
                .setKey(key)
                .build();
        GetResponse response = caller.remote().once(caller.call(), stub, service -> service.get(request));
        return switch (response.getLevel()) {
            case CACHE_LEVEL_MEMORY -> "memory";
            case CACHE_LEVEL_REDIS -> "redis";
            case CACHE_LEVEL_DISK -> "disk";
            case CACHE_LEVEL_SEMANTIC, CACHE_LEVEL_UNSPECIFIED, UNRECOGNIZED -> "nothing";
        };
    }

    public void putSemantic(String collection, String question, float[] vector, byte[] value) {
        PutSemanticRequest.Builder request = PutSemanticRequest.newBuilder()
                .setNamespace(namespace(collection))
                .setQuestion(question)
                .setValue(ByteString.copyFrom(value));
        for (float component : vector) {
            request.addVector(component);
        }
        PutSemanticRequest ready = request.build();
        var _ = caller.remote().once(caller.call(), stub, service -> service.putSemantic(ready));
    }

    /** The question whose answer was served. */
    public Optional<String> lookUpSemantic(String collection, String question, float[] vector) {
        LookupSemanticRequest.Builder request = LookupSemanticRequest.newBuilder()
                .setNamespace(namespace(collection))
                .setQuestion(question);
        for (float component : vector) {
            request.addVector(component);
        }
        LookupSemanticRequest ready = request.build();
        LookupSemanticResponse response =
                caller.remote().once(caller.call(), stub, service -> service.lookupSemantic(ready));
        return response.hasValue() ? Optional.of(response.getQuestion()) : Optional.empty();
    }

    @Override
    public void close() {
        caller.close();
    }

    private static SemanticNamespace namespace(String collection) {
        return SemanticNamespace.newBuilder()
                .setCollection(collection)
                .setCollectionVersion("1")
                .setModel("benchmark")
                .setLanguage("en")
                .build();
    }
}
