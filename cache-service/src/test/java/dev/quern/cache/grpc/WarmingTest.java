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
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import dev.quern.protocol.cache.v1.DescribeCachesRequest;
import dev.quern.protocol.cache.v1.DescribeCachesResponse;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.HotKey;
import dev.quern.protocol.cache.v1.PutRequest;
import dev.quern.protocol.cache.v1.TypeStatistics;
import dev.quern.protocol.cache.v1.ValueType;
import dev.quern.protocol.cache.v1.WarmRequest;
import dev.quern.protocol.cache.v1.WarmResponse;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.Identity;
import dev.quern.protocol.grpc.RemoteService;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values stored ahead of use, and what the service tells of itself. */
@QuarkusTest
class WarmingTest {
    @GrpcClient("cache")
    Channel channel;

    @Inject
    Identity identity;

    @Inject
    CallConfig config;

    private RemoteService remote;
    private CacheServiceBlockingV2Stub stub;
    private String prefix;

    @BeforeEach
    void connect() {
        remote = new RemoteService("cache-service", config);
        stub = CacheServiceGrpc.newBlockingV2Stub(channel);
        prefix = UUID.randomUUID().toString();
    }

    @Test
    void storesWhatIsRightCountsWhatIsWrongAndTellsHowFarItIs() {
        List<PutRequest> entries = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            entries.add(entry("k" + i).build());
        }
        entries.set(20, entry("").build());
        entries.set(30, entry("x".repeat(64 * 1024)).build());
        entries.set(40, entry("k").setTimeToLive(Durations.fromDays(36_500)).build());

        List<WarmResponse> told = warm(Scope.ADMIN, entries);

        assertThat(told).hasSize(2);
        assertThat(told.getFirst().getLoaded()).isEqualTo(97);
        assertThat(told.getLast().getLoaded()).isEqualTo(147);
        assertThat(told.getLast().getFailed()).isEqualTo(3);
        assertThat(told.getLast().getFailure()).contains("30 days");
        assertThat(get("k149").getValue().toStringUtf8()).isEqualTo("v");
    }

    @Test
    void belongsToAdministrators() {
        QuernException refusal = catchThrowableOfType(
                QuernException.class,
                () -> warm(Scope.INGEST, List.of(entry("k").build())));

        assertThat(refusal.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(get("k").hasValue()).isFalse();
    }

    @Test
    void describesTypesMissRatiosAndHotKeysWithoutShowingAKey() {
        warm(
                Scope.ADMIN,
                List.of(entry("hot")
                        .setCost(Durations.fromSeconds(2))
                        .setTokens(5)
                        .build()));
        for (int i = 0; i < 100; i++) {
            get("hot");
        }
        get("missing");

        DescribeCachesResponse caches = remote.idempotent(
                call(Scope.OPERATE), stub, s -> s.describeCaches(DescribeCachesRequest.getDefaultInstance()));

        TypeStatistics sql = caches.getTypesList().stream()
                .filter(type -> type.getType() == ValueType.VALUE_TYPE_SQL)
                .findAny()
                .orElseThrow();
        assertThat(sql.getHits()).isGreaterThanOrEqualTo(100);
        assertThat(sql.getMisses()).isPositive();
        assertThat(sql.getHitRate1M()).isBetween(0.9, 1.0);
        assertThat(sql.getHitRate1H()).isBetween(0.9, 1.0);
        assertThat(Durations.toSeconds(sql.getSavedTime())).isGreaterThanOrEqualTo(200);
        assertThat(sql.getSavedTokens()).isGreaterThanOrEqualTo(500);
        assertThat(caches.getHotKeysList()).extracting(HotKey::getCount).anyMatch(count -> count >= 90);
        assertThat(caches.toString()).doesNotContain(prefix);
        assertThat(caches.getLevels(0).getMeanAge().getSeconds()).isNotNegative();
        assertThat(caches.getWarming().getRunning()).isFalse();
    }

    private List<WarmResponse> warm(Scope scope, List<PutRequest> entries) {
        return remote.<CacheServiceBlockingV2Stub, WarmRequest, WarmResponse, List<WarmResponse>>stream(
                call(scope), stub, CacheServiceBlockingV2Stub::warm, stream -> {
                    for (PutRequest entry : entries) {
                        stream.write(WarmRequest.newBuilder().setEntry(entry).build());
                    }
                    stream.halfClose();
                    List<WarmResponse> told = new ArrayList<>();
                    for (WarmResponse next = stream.read(); next != null; next = stream.read()) {
                        told.add(next);
                    }
                    return told;
                });
    }

    private GetResponse get(String key) {
        GetRequest request = GetRequest.newBuilder()
                .setType(ValueType.VALUE_TYPE_SQL)
                .setKey(prefix + key)
                .build();
        return remote.idempotent(call(Scope.ASK), stub, s -> s.get(request));
    }

    private PutRequest.Builder entry(String key) {
        return PutRequest.newBuilder()
                .setType(ValueType.VALUE_TYPE_SQL)
                .setKey(key.isEmpty() ? "" : prefix + key)
                .setValue(ByteString.copyFromUtf8("v"));
    }

    private Call call(Scope scope) {
        return new Call(
                identity.sign("acme", "test", Set.of(scope), Priority.INTERACTIVE),
                Deadline.after(Duration.ofSeconds(60)),
                "0123456789abcdef0123456789abcdef");
    }
}
