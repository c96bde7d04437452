package dev.quern.cache.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import dev.quern.protocol.cache.v1.DescribeCachesRequest;
import dev.quern.protocol.cache.v1.InvalidateRequest;
import dev.quern.protocol.cache.v1.InvalidateResponse;
import dev.quern.protocol.cache.v1.Tag;
import dev.quern.protocol.cache.v1.TagKind;
import dev.quern.protocol.cache.v1.TypedKey;
import dev.quern.protocol.cache.v1.ValueType;
import dev.quern.protocol.cache.v1.WatchInvalidationsRequest;
import dev.quern.protocol.cache.v1.WatchInvalidationsResponse;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WatchInvalidationsTest {
    private static final TypedKey KEY = TypedKey.newBuilder()
            .setType(ValueType.VALUE_TYPE_SEARCH)
            .setKey("k")
            .build();
    private static final Tag TAG =
            Tag.newBuilder().setKind(TagKind.TAG_KIND_DOCUMENT).setValue("d").build();
    private static final InvalidateRequest EVERYTHING =
            InvalidateRequest.newBuilder().setEverything(true).build();

    private static final WatchInvalidationsRequest WATCH = WatchInvalidationsRequest.getDefaultInstance();

    @GrpcClient("cache")
    Channel channel;

    @Inject
    Identity identity;

    @Inject
    CallConfig config;

    private RemoteService remote;
    private CacheServiceBlockingV2Stub stub;

    @BeforeEach
    void connect() {
        remote = new RemoteService("cache-service", config);
        stub = CacheServiceGrpc.newBlockingV2Stub(channel);
    }

    @Test
    void beginsWithAResetAndTellsTheTenantsInvalidations() {
        List<WatchInvalidationsResponse> events = new ArrayList<>();
        remote.stream(
                call("acme", Set.of(Scope.ASK), Duration.ofSeconds(60)),
                stub,
                ready -> ready.watchInvalidations(WATCH),
                stream -> {
                    events.add(stream.read());
                    invalidate("globex", EVERYTHING);
                    invalidate(
                            "acme", InvalidateRequest.newBuilder().setKey(KEY).build());
                    invalidate(
                            "acme", InvalidateRequest.newBuilder().setTag(TAG).build());
                    invalidate(
                            "acme",
                            InvalidateRequest.newBuilder().setPattern("a*").build());
                    for (int i = 0; i < 3; i++) {
                        events.add(stream.read());
                    }
                    return events.size();
                });

        assertThat(events)
                .containsExactly(
                        WatchInvalidationsResponse.newBuilder().setReset(true).build(),
                        WatchInvalidationsResponse.newBuilder().setKey(KEY).build(),
                        WatchInvalidationsResponse.newBuilder().setTag(TAG).build(),
                        WatchInvalidationsResponse.newBuilder().setPattern("a*").build());
    }

    @Test
    void endsWithTheCall() {
        List<WatchInvalidationsResponse> events = new ArrayList<>();

        QuernException end = catchThrowableOfType(
                QuernException.class,
                () -> remote.stream(
                        call("acme", Set.of(Scope.ASK), Duration.ofSeconds(2)),
                        stub,
                        ready -> ready.watchInvalidations(WATCH),
                        stream -> {
                            for (WatchInvalidationsResponse event = stream.read();
                                    event != null;
                                    event = stream.read()) {
                                events.add(event);
                            }
                            return events.size();
                        }));

        assertThat(events).hasSize(1);
        // Whether the caller or the service notices first is chance.
        assertThat(end == null || end.code() == ErrorCode.DEADLINE_EXCEEDED).isTrue();
    }

    @Test
    void isConfirmedAndCoherentWhenItIsAlone() {
        assertThat(invalidate("acme", EVERYTHING).getConfirmed()).isTrue();
        assertThat(remote.idempotent(
                                call("acme", Set.of(Scope.OPERATE), Duration.ofSeconds(60)),
                                stub,
                                s -> s.describeCaches(DescribeCachesRequest.getDefaultInstance()))
                        .getCoherent())
                .isTrue();
    }

    private InvalidateResponse invalidate(String tenant, InvalidateRequest request) {
        return remote.once(
                call(tenant, Set.of(Scope.ADMIN, Scope.INGEST), Duration.ofSeconds(60)),
                stub,
                s -> s.invalidate(request));
    }

    private Call call(String tenant, Set<Scope> scopes, Duration time) {
        return new Call(
                identity.sign(tenant, "test", scopes, Priority.INTERACTIVE),
                Deadline.after(time),
                "0123456789abcdef0123456789abcdef");
    }
}
