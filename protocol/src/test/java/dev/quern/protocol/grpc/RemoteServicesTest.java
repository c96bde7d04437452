package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RemoteServicesTest {
    @GrpcClient("cache")
    Channel channel;

    @Inject
    Identity identity;

    @Inject
    CallConfig config;

    private RemoteServices services;

    @BeforeEach
    void connect() {
        services = new RemoteServices(config);
    }

    @Test
    void sharesOneWithEverybodyWhoCallsAServiceForTheSamePurpose() {
        assertThat(services.named("cache-service")).isSameAs(services.named("cache-service"));
        assertThat(services.named("cache-service", "warming")).isSameAs(services.named("cache-service", "warming"));
        assertThat(services.named("cache-service", "warming"))
                .isNotSameAs(services.named("cache-service"))
                .isNotSameAs(services.named("llm-service", "warming"));
    }

    @Test
    void leavesOtherPurposesAloneWhenOneFails() {
        for (int i = 0; i < 30; i++) {
            fail(services.named("cache-service", "warming"));
        }
        QuernException refused = fail(services.named("cache-service", "warming"));
        assertThat(refused.text()).isEqualTo("cache-service has failed repeatedly and is left alone for a moment.");
        assertThat(refused.service()).contains("cache-service");

        String answer = services.named("cache-service").once(call(), stub(), _ -> "called");
        assertThat(answer).isEqualTo("called");
    }

    private QuernException fail(RemoteService remote) {
        return catchThrowableOfType(
                QuernException.class,
                () -> remote.once(call(), stub(), _ -> {
                    throw new StatusException(Status.UNAVAILABLE);
                }));
    }

    private CacheServiceBlockingV2Stub stub() {
        return CacheServiceGrpc.newBlockingV2Stub(channel);
    }

    private Call call() {
        return new Call(
                identity.sign("acme", "test", Set.of(Scope.ASK), Priority.INTERACTIVE),
                Deadline.after(Duration.ofSeconds(10)),
                "0123456789abcdef0123456789abcdef");
    }
}
