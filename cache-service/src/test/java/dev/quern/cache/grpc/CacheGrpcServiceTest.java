package dev.quern.cache.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.cache.v1.CacheLevel;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import dev.quern.protocol.cache.v1.DescribeCachesRequest;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.InvalidateRequest;
import dev.quern.protocol.cache.v1.LevelStatistics;
import dev.quern.protocol.cache.v1.PutRequest;
import dev.quern.protocol.cache.v1.Tag;
import dev.quern.protocol.cache.v1.TagKind;
import dev.quern.protocol.cache.v1.TypedKey;
import dev.quern.protocol.cache.v1.ValueType;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.Identity;
import dev.quern.protocol.grpc.RemoteService;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CacheGrpcServiceTest {
    private static final Tag TAG = Tag.newBuilder()
            .setKind(TagKind.TAG_KIND_COLLECTION)
            .setValue("docs")
            .build();

    @GrpcClient("cache")
    Channel channel;

    @Inject
    Identity identity;

    @Inject
    CallConfig config;

    @TestHTTPResource("/q")
    URI management;

    private RemoteService remote;
    private CacheServiceBlockingV2Stub stub;
    private String key;

    @BeforeEach
    void connect() {
        remote = new RemoteService("cache-service", config);
        stub = CacheServiceGrpc.newBlockingV2Stub(channel);
        key = UUID.randomUUID().toString();
    }

    @Test
    void tellsTheCallerToComputeOnAMiss() {
        GetResponse response = get("acme", Scope.ASK);

        assertThat(response.hasValue()).isFalse();
        assertThat(response.getCompute()).isTrue();
    }

    @Test
    void returnsValueLevelAndAge() {
        put("acme", "v");

        GetResponse response = get("acme", Scope.INGEST);

        assertThat(response.getValue().toStringUtf8()).isEqualTo("v");
        assertThat(response.getLevel()).isEqualTo(CacheLevel.CACHE_LEVEL_MEMORY);
        assertThat(response.getCompute()).isFalse();
        assertThat(Durations.toMillis(response.getAge())).isNotNegative();
    }

    @Test
    void takesTheTenantFromThePrincipal() {
        put("acme", "v");

        assertThat(get("globex", Scope.ASK).hasValue()).isFalse();
    }

    @Test
    void takesAValueOfFourMebibytes() {
        put("acme", "x".repeat(4 * 1024 * 1024));

        assertThat(get("acme", Scope.ASK).getValue().size()).isEqualTo(4 * 1024 * 1024);
    }

    @Test
    void handsAValueToThoseWhoWaitForIt() throws Exception {
        GetRequest request = request().setSingleFlight(true).build();
        assertThat(remote.idempotent(call("acme", Scope.ASK), stub, s -> s.get(request))
                        .getCompute())
                .isTrue();
        CompletableFuture<GetResponse> follower = CompletableFuture.supplyAsync(
                () -> remote.idempotent(call("acme", Scope.ASK), stub, s -> s.get(request)));

        put("acme", "v");

        assertThat(follower.get(30, TimeUnit.SECONDS).getValue().toStringUtf8()).isEqualTo("v");
    }

    @Test
    void dropsByKeyByTagAndByPattern() {
        put("acme", "v");
        assertThat(invalidate(
                        Scope.INGEST,
                        InvalidateRequest.newBuilder()
                                .setKey(TypedKey.newBuilder()
                                        .setType(ValueType.VALUE_TYPE_ANSWER)
                                        .setKey(key))
                                .build()))
                .isEqualTo(1);
        put("acme", "v");
        assertThat(invalidate(
                        Scope.INGEST, InvalidateRequest.newBuilder().setTag(TAG).build()))
                .isPositive();
        assertThat(get("acme", Scope.ASK).hasValue()).isFalse();
        put("acme", "v");
        assertThat(invalidate(
                        Scope.INGEST,
                        InvalidateRequest.newBuilder()
                                .setPattern(key.substring(0, 20) + "*")
                                .build()))
                .isEqualTo(1);
        assertThat(get("acme", Scope.ASK).hasValue()).isFalse();
    }

    @Test
    void namesTheFieldThatIsWrong() {
        assertThat(failure(PutRequest.newBuilder().setKey("k")).field()).contains("type");
        assertThat(failure(valid().setKey("")).field()).contains("key");
        assertThat(failure(valid().setKey("x".repeat(513))).field()).contains("key");
        assertThat(failure(valid().setTimeToLive(Durations.fromMillis(10))).field())
                .contains("time_to_live");
        assertThat(failure(valid().addTags(Tag.newBuilder().setValue("d"))).field())
                .contains("tags");
        assertThat(failure(valid().setValue(ByteString.copyFrom(new byte[4 * 1024 * 1024 + 1])))
                        .code())
                .isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        PutRequest.Builder manyTags = valid();
        for (int i = 0; i <= 64; i++) {
            manyTags.addTags(TAG.toBuilder().setValue("d" + i));
        }
        assertThat(failure(manyTags).field()).contains("tags");
    }

    @Test
    void refusesToInvalidateForAReader() {
        QuernException refusal = catchThrowableOfType(
                QuernException.class,
                () -> invalidate(
                        Scope.ASK, InvalidateRequest.newBuilder().setTag(TAG).build()));

        assertThat(refusal.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    }

    @Test
    void describesItsLevelsToAnAdministrator() {
        put("acme", "v");
        get("acme", Scope.ASK);

        var levels = remote.idempotent(
                        call("acme", Scope.ADMIN),
                        stub,
                        s -> s.describeCaches(DescribeCachesRequest.newBuilder().build()))
                .getLevelsList();

        assertThat(levels)
                .extracting(LevelStatistics::getLevel)
                .containsExactly(CacheLevel.CACHE_LEVEL_MEMORY, CacheLevel.CACHE_LEVEL_REDIS);
        assertThat(levels.get(0).getHits()).isPositive();
        assertThat(levels.get(0).getReachable()).isTrue();
        assertThat(levels.get(1).getEnabled()).isFalse();
    }

    @Test
    void isReadyWithMemoryAloneAndShowsItsMetrics() throws Exception {
        put("acme", "v");

        assertThat(http("/health/ready")).contains("cache: redis").contains("\"redis\": \"off\"");
        assertThat(http("/metrics"))
                .contains("quern_cache_puts_total{type=\"answer\"}")
                .contains("quern_cache_entries{level=\"memory\"}");
    }

    private String http(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create(management + path);
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private GetResponse get(String tenant, Scope scope) {
        return remote.idempotent(call(tenant, scope), stub, s -> s.get(request().build()));
    }

    private void put(String tenant, String text) {
        PutRequest request =
                valid().setValue(ByteString.copyFromUtf8(text)).addTags(TAG).build();
        remote.once(call(tenant, Scope.ASK), stub, s -> s.put(request));
    }

    private long invalidate(Scope scope, InvalidateRequest request) {
        return remote.once(call("acme", scope), stub, s -> s.invalidate(request))
                .getRemoved();
    }

    private QuernException failure(PutRequest.Builder request) {
        return catchThrowableOfType(
                QuernException.class, () -> remote.once(call("acme", Scope.ASK), stub, s -> s.put(request.build())));
    }

    private GetRequest.Builder request() {
        return GetRequest.newBuilder().setType(ValueType.VALUE_TYPE_ANSWER).setKey(key);
    }

    private PutRequest.Builder valid() {
        return PutRequest.newBuilder().setType(ValueType.VALUE_TYPE_ANSWER).setKey(key);
    }

    private Call call(String tenant, Scope scope) {
        return new Call(
                identity.sign(tenant, "test", Set.of(scope), Priority.INTERACTIVE),
                Deadline.after(Duration.ofSeconds(60)),
                "0123456789abcdef0123456789abcdef");
    }
}
