package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import dev.quern.protocol.cache.v1.DescribeCachesRequest;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.PutRequest;
import dev.quern.protocol.cache.v1.WarmRequest;
import dev.quern.protocol.cache.v1.WatchInvalidationsRequest;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RemoteServiceTest {
    private static final String TRACE = "0123456789abcdef0123456789abcdef";

    @GrpcClient("cache")
    Channel channel;

    @Inject
    Identity identity;

    @Inject
    CallConfig config;

    @Inject
    @GrpcService
    EchoCaches service;

    private RemoteService remote;
    private CacheServiceBlockingV2Stub stub;

    @BeforeEach
    void connect() {
        service.started = new CountDownLatch(1);
        service.interrupted = new CountDownLatch(1);
        remote = new RemoteService("cache-service", config);
        stub = CacheServiceGrpc.newBlockingV2Stub(channel);
    }

    @Test
    void carriesPrincipalTraceAndDeadline() {
        var response = remote.idempotent(
                call("acme", Duration.ofSeconds(10)),
                stub,
                s -> s.get(GetRequest.newBuilder().setKey("k").build()));

        assertThat(response.getValue().toStringUtf8()).isEqualTo("acme " + TRACE + " true");
    }

    @Test
    void keepsCodeSentenceAndFieldOfAFailureAcrossTheHop() {
        QuernException failure = catchThrowableOfType(
                QuernException.class,
                () -> remote.once(
                        call("acme", Duration.ofSeconds(10)), stub, s -> s.put(PutRequest.getDefaultInstance())));

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.text()).isEqualTo("The key is too long.");
        assertThat(failure.field()).contains("key");
        assertThat(failure.service()).isEmpty();
    }

    @Test
    void refusesAPrincipalThatNobodyTrustedHasSigned() {
        byte[] forged =
                call("acme", Duration.ofSeconds(10)).credential().encoded().bytes();
        forged[forged.length - 1] ^= 1;
        int before = service.gets.get();
        var stolen = new SignedPrincipal(
                call("acme", Duration.ofSeconds(1)).principal(), new SignedPrincipal.Encoded(forged));

        QuernException failure = catchThrowableOfType(
                QuernException.class,
                () -> remote.idempotent(
                        new Call(stolen, Deadline.after(Duration.ofSeconds(10)), TRACE),
                        stub,
                        s -> s.get(GetRequest.getDefaultInstance())));

        assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(failure.text()).contains("does not trust");
        assertThat(service.gets.get()).isEqualTo(before);
    }

    @Test
    void refusesToCallWithoutACall() {
        assertThatThrownBy(() -> stub.get(GetRequest.getDefaultInstance())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stopsTheWorkWhenTheTimeIsOver() throws InterruptedException {
        QuernException failure = catchThrowableOfType(
                QuernException.class,
                () -> remote.idempotent(
                        call("acme", Duration.ofMillis(200)),
                        stub,
                        s -> s.describeCaches(DescribeCachesRequest.getDefaultInstance())));

        assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(failure.text()).contains("time");
        assertThat(service.interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stopsTheWorkOnTheOtherSideWhenTheCallerIsInterrupted() throws InterruptedException {
        Thread caller = Thread.ofVirtual()
                .start(() -> assertThatThrownBy(() -> remote.idempotent(
                                call("acme", Duration.ofSeconds(60)),
                                stub,
                                s -> s.describeCaches(DescribeCachesRequest.getDefaultInstance())))
                        .isInstanceOf(QuernException.class));
        assertThat(service.started.await(5, TimeUnit.SECONDS)).isTrue();

        caller.interrupt();

        assertThat(service.interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void endsAStreamOnTheOtherSideWhenTheReaderStops() throws InterruptedException {
        List<String> read = new ArrayList<>();

        remote.stream(
                call("acme", Duration.ofSeconds(60)),
                stub,
                s -> s.watchInvalidations(WatchInvalidationsRequest.getDefaultInstance()),
                stream -> {
                    for (int i = 0; i < 3; i++) {
                        read.add(stream.read().getPattern());
                    }
                    return null;
                });

        assertThat(read).containsExactly("p0", "p1", "p2");
        assertThat(service.interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void keepsTheCircuitClosedWhenClientsGiveTooLittleTime() {
        for (int i = 0; i < 25; i++) {
            QuernException failure = catchThrowableOfType(
                    QuernException.class,
                    () -> remote.idempotent(
                            call("acme", Duration.ofMillis(20)),
                            stub,
                            s -> s.describeCaches(DescribeCachesRequest.getDefaultInstance())));
            assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        }

        assertThat(remote.idempotent(
                                call("acme", Duration.ofSeconds(10)), stub, s -> s.get(GetRequest.getDefaultInstance()))
                        .hasValue())
                .isTrue();
    }

    @Test
    void saysThatAMethodIsNotBuiltYet() {
        QuernException failure = catchThrowableOfType(
                QuernException.class,
                () -> remote.stream(call("acme", Duration.ofSeconds(5)), stub, s -> s.warm(), stream -> {
                    stream.write(WarmRequest.getDefaultInstance());
                    stream.halfClose();
                    return stream.read();
                }));

        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_IMPLEMENTED);
    }

    private Call call(String tenant, Duration time) {
        return new Call(
                identity.sign(tenant, "test", Set.of(Scope.ASK), Priority.INTERACTIVE), Deadline.after(time), TRACE);
    }
}
