package dev.quern.cache.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import dev.quern.cache.Eventually;
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
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.MetadataUtils;
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
        GetRequest request = request().setSingleFlight(true).setRefreshes(true).build();
        assertThat(remote.idempotent(call("acme", Scope.ASK), stub, s -> s.get(request))
                        .getCompute())
                .isTrue();
        CompletableFuture<GetResponse> follower = CompletableFuture.supplyAsync(
                () -> remote.idempotent(call("acme", Scope.ASK), stub, s -> s.get(request)));

        put("acme", "v");

        assertThat(follower.get(30, TimeUnit.SECONDS).getValue().toStringUtf8()).isEqualTo("v");
    }

    @Test
    void tellsOnlyACallerThatRefreshesAndOnlyOneToMakeAnExpiredValueAnew() throws Exception {
        Duration lifetime = Duration.ofSeconds(1);
        PutRequest put = valid().setType(ValueType.VALUE_TYPE_SEARCH)
                .setValue(ByteString.copyFromUtf8("v"))
                .setTimeToLive(Durations.fromMillis(lifetime.toMillis()))
                .build();
        remote.once(call("acme", Scope.ASK), stub, s -> s.put(put));
        GetRequest reader = request().setType(ValueType.VALUE_TYPE_SEARCH).build();
        GetRequest refreshing = reader.toBuilder().setRefreshes(true).build();
        Eventually.await("it has expired", () -> {
            GetResponse response = remote.idempotent(call("acme", Scope.ASK), stub, s -> s.get(reader));
            assertThat(response.hasValue()).isTrue();
            assertThat(response.getRefresh()).isFalse();
            return Durations.toMillis(response.getAge()) > lifetime.toMillis();
        });

        GetResponse first = remote.idempotent(call("acme", Scope.ASK), stub, s -> s.get(refreshing));
        GetResponse second = remote.idempotent(call("acme", Scope.ASK), stub, s -> s.get(refreshing));

        assertThat(first.getValue().toStringUtf8()).isEqualTo("v");
        assertThat(first.getRefresh()).isTrue();
        assertThat(second.getValue().toStringUtf8()).isEqualTo("v");
        assertThat(second.getRefresh()).isFalse();
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
        assertThat(failure(valid().setKey("x".repeat(64 * 1024))).field()).contains("key");
        assertThat(failure(valid().setTimeToLive(Durations.ZERO)).field()).contains("time_to_live");
        assertThat(failure(valid().setTimeToLive(Durations.fromDays(36_500))).field())
                .contains("time_to_live");
        assertThat(failure(valid().setTimeToLive(com.google.protobuf.Duration.newBuilder()
                                .setNanos(-1)))
                        .field())
                .contains("time_to_live");
        assertThat(failure(valid().setCost(Durations.fromSeconds(-1))).field()).contains("cost");
        assertThat(failure(valid().setCost(Durations.fromDays(2))).field()).contains("cost");
        assertThat(failure(valid().setTokens(-1)).field()).contains("tokens");
        assertThat(failure(valid().setTokens(Long.MAX_VALUE)).field()).contains("tokens");
        assertThat(failure(valid().addTags(TAG.toBuilder().setValue("x".repeat(257))))
                        .field())
                .contains("tags");
        PutRequest.Builder manyTags = valid();
        for (int i = 0; i <= 64; i++) {
            manyTags.addTags(TAG.toBuilder().setValue("d" + i));
        }
        assertThat(failure(manyTags).field()).contains("tags");
    }

    @Test
    void saysThatAValueOfAHundredMegabytesIsTooLarge() {
        QuernException refusal = failure(valid().setValue(ByteString.copyFrom(new byte[100_000_000])));

        assertThat(refusal.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
    }

    @Test
    void saysHowMuchOneCallTakesWhenAMessageIsLargerAndGoesOn() {
        QuernException refusal = failure(valid().setValue(ByteString.copyFrom(new byte[9 * 1024 * 1024])));

        assertThat(refusal.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(refusal).hasMessageContaining("8 MiB");
        assertThat(get("acme", Scope.ASK).getCompute()).isTrue();
    }

    @Test
    void hangsUpOnACallerThatSendsALargerMessageAllTheSameAndServesTheOthers() throws Exception {
        PutRequest large =
                valid().setValue(ByteString.copyFrom(new byte[9 * 1024 * 1024])).build();
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("quern-principal-bin", Metadata.BINARY_BYTE_MARSHALLER),
                call("acme", Scope.ASK).credential().encoded().bytes());
        headers.put(Metadata.Key.of("quern-trace-id", Metadata.ASCII_STRING_MARSHALLER), "0".repeat(32));
        ManagedChannel careless = ManagedChannelBuilder.forAddress("127.0.0.1", 19_001)
                .usePlaintext()
                .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
                .build();
        try {
            StatusException refusal = catchThrowableOfType(
                    StatusException.class,
                    () -> CacheServiceGrpc.newBlockingV2Stub(careless)
                            .withDeadlineAfter(60, TimeUnit.SECONDS)
                            .put(large));

            assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(get("acme", Scope.ASK).getCompute()).isTrue();
        } finally {
            careless.shutdownNow();
        }
    }

    @Test
    void namesTheFieldOfALookupThatIsWrong() {
        assertThat(failure(request().setKey("x".repeat(64 * 1024))).field()).contains("key");
        assertThat(failure(request().setTypeValue(99)).field()).contains("type");
    }

    @Test
    void leavesAPatternThatSparesNothingToAdministrators() {
        InvalidateRequest all = InvalidateRequest.newBuilder().setPattern("*").build();

        assertThat(failure(all, Scope.INGEST).code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(failure(InvalidateRequest.newBuilder().setEverything(true).build(), Scope.INGEST)
                        .code())
                .isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(failure(InvalidateRequest.newBuilder().setEverything(false).build(), Scope.ADMIN)
                        .field())
                .contains("everything");
        assertThat(failure(InvalidateRequest.getDefaultInstance(), Scope.ADMIN).field())
                .contains("target");
    }

    @Test
    void takesTagsWithSeparatorsAsTheyAre() {
        Tag odd = TAG.toBuilder().setValue("a:b/c}{*\n ").build();
        remote.once(
                call("acme", Scope.ASK),
                stub,
                s -> s.put(valid().setValue(ByteString.copyFromUtf8("v"))
                        .addTags(odd)
                        .build()));

        assertThat(invalidate(
                        Scope.INGEST,
                        InvalidateRequest.newBuilder()
                                .setTag(TAG.toBuilder().setValue("a:b/c}{*"))
                                .build()))
                .isZero();
        assertThat(get("acme", Scope.ASK).hasValue()).isTrue();
        assertThat(invalidate(
                        Scope.INGEST, InvalidateRequest.newBuilder().setTag(odd).build()))
                .isEqualTo(1);
        assertThat(get("acme", Scope.ASK).hasValue()).isFalse();
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
                        call("acme", Scope.OPERATE),
                        stub,
                        s -> s.describeCaches(DescribeCachesRequest.newBuilder().build()))
                .getLevelsList();

        assertThat(levels)
                .extracting(LevelStatistics::getLevel)
                .containsExactly(
                        CacheLevel.CACHE_LEVEL_MEMORY, CacheLevel.CACHE_LEVEL_REDIS, CacheLevel.CACHE_LEVEL_DISK);
        assertThat(levels.get(0).getHits()).isPositive();
        assertThat(levels.get(0).getReachable()).isTrue();
        assertThat(levels.get(1).getEnabled()).isFalse();
    }

    @Test
    void isReadyWithMemoryAloneAndShowsItsMetrics() throws Exception {
        put("acme", "v");

        assertThat(http("/health/ready"))
                .contains("cache: levels")
                .contains("\"redis\": \"off\"")
                .contains("\"disk\": \"off\"")
                .contains("\"degraded\": false")
                .contains("\"coherent\": true");
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

    private QuernException failure(GetRequest.Builder request) {
        return catchThrowableOfType(
                QuernException.class,
                () -> remote.idempotent(call("acme", Scope.ASK), stub, s -> s.get(request.build())));
    }

    private QuernException failure(InvalidateRequest request, Scope scope) {
        return catchThrowableOfType(QuernException.class, () -> invalidate(scope, request));
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
