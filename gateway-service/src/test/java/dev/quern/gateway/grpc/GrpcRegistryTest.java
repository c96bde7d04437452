package dev.quern.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.quern.gateway.ApiKey;
import dev.quern.gateway.ApiKeys;
import dev.quern.gateway.Conversation;
import dev.quern.gateway.Conversations;
import dev.quern.gateway.Page;
import dev.quern.gateway.PageRequest;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.Identity;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.registry.v1.AppendTurnRequest;
import dev.quern.protocol.registry.v1.CreateApiKeyRequest;
import dev.quern.protocol.registry.v1.CreateConversationRequest;
import dev.quern.protocol.registry.v1.DeleteConversationRequest;
import dev.quern.protocol.registry.v1.FindApiKeyRequest;
import dev.quern.protocol.registry.v1.GetApiKeyRequest;
import dev.quern.protocol.registry.v1.GetConversationRequest;
import dev.quern.protocol.registry.v1.ListApiKeysRequest;
import dev.quern.protocol.registry.v1.ListConversationsRequest;
import dev.quern.protocol.registry.v1.RevokeApiKeyRequest;
import dev.quern.protocol.registry.v1.Turn;
import dev.quern.protocol.registry.v1.UpdateApiKeyRequest;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class GrpcRegistryTest {
    private static final Instant THEN = Instant.ofEpochSecond(1_800_000_000L, 123_456_789);
    private static final byte[] HASH = {1, 2, 3};
    private static final ApiKey KEY = new ApiKey(
            "id",
            "Büro",
            "acme",
            Set.of(Scope.values()),
            Priority.EMERGENCY,
            OptionalInt.of(7),
            OptionalLong.of(8_000_000_000L),
            THEN,
            Optional.of(THEN.plusSeconds(1)),
            true,
            "ann");
    private static final Conversation.Turn TURN = new Conversation.Turn("Why?", "Because.", THEN, "trace");
    private static final Conversation CONVERSATION = new Conversation(
            "id", "ann", "Mills", List.of(TURN), 9, THEN, THEN.plusSeconds(60), Duration.ofSeconds(60));

    private final FakeRegistryService service = new FakeRegistryService();
    private Server server;
    private ManagedChannel channel;
    private ApiKeys keys;
    private Conversations conversations;

    @Inject
    CallConfig config;

    @Inject
    Identity identity;

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(service)
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        RemoteServices services = new RemoteServices(config);
        keys = new GrpcApiKeys(channel, services);
        conversations = new GrpcConversations(channel, services);
        service.keeps(RegistryMessages.apiKey(KEY));
        service.keeps(dev.quern.protocol.registry.v1.Conversation.newBuilder()
                .setConversationId("id")
                .setUser("ann")
                .setTitle("Mills")
                .addTurns(RegistryMessages.turn(TURN))
                .setTurnCount(9)
                .setCreatedAt(timestamp(THEN))
                .setExpiresAt(timestamp(THEN.plusSeconds(60)))
                .setTimeToLiveSeconds(60)
                .build());
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    @Test
    void sendsAndReadsAllThatAKeySays() {
        assertThat(keys.create(call(), KEY, HASH)).isEqualTo(KEY);

        assertThat(service.lastRequest())
                .isEqualTo(CreateApiKeyRequest.newBuilder()
                        .setApiKey(RegistryMessages.apiKey(KEY))
                        .setHash(ByteString.copyFrom(HASH))
                        .build());
        assertThat(keys.update(call(), KEY)).isEqualTo(KEY);
        assertThat(service.lastRequest())
                .isEqualTo(UpdateApiKeyRequest.newBuilder()
                        .setApiKey(RegistryMessages.apiKey(KEY))
                        .build());
    }

    @Test
    void readsWhatAKeyDoesNotSay() {
        ApiKey plain = new ApiKey(
                "id",
                "plain",
                "acme",
                Set.of(Scope.ASK),
                Priority.BATCH,
                OptionalInt.empty(),
                OptionalLong.empty(),
                THEN,
                Optional.empty(),
                false,
                "ann");
        service.keeps(RegistryMessages.apiKey(plain));

        assertThat(keys.get(call(), "id")).isEqualTo(plain);

        assertThat(service.lastRequest())
                .isEqualTo(GetApiKeyRequest.newBuilder().setKeyId("id").build());
    }

    @Test
    void findsAKeyOrNone() {
        assertThat(keys.find(call(), HASH)).contains(KEY);
        assertThat(service.lastRequest())
                .isEqualTo(FindApiKeyRequest.newBuilder()
                        .setHash(ByteString.copyFrom(HASH))
                        .build());

        service.failsWith(QuernException.notFound("hash", "There is no key with this hash."));
        assertThat(keys.find(call(), HASH)).isEmpty();
        service.failsWith(new QuernException(ErrorCode.PERMISSION_DENIED, "This needs the scope `service`."));
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> keys.find(call(), HASH));
    }

    @Test
    void listsAndRevokesKeys() {
        Page<ApiKey> page = keys.list(call(), "acme", new PageRequest(7, "token"));

        assertThat(page).isEqualTo(new Page<>(List.of(KEY), "next"));
        assertThat(service.lastRequest())
                .isEqualTo(ListApiKeysRequest.newBuilder()
                        .setTenant("acme")
                        .setPageSize(7)
                        .setPageToken("token")
                        .build());
        assertThat(keys.revoke(call(), "id")).isEqualTo(KEY);
        assertThat(service.lastRequest())
                .isEqualTo(RevokeApiKeyRequest.newBuilder().setKeyId("id").build());
    }

    @Test
    void saysWhatAKeyWasRefusedFor() {
        service.failsWith(QuernException.notFound("key_id", "There is no such key."));

        assertRefused(ErrorCode.NOT_FOUND, () -> keys.get(call(), "id"));
        assertRefused(ErrorCode.NOT_FOUND, () -> keys.update(call(), KEY));
        assertRefused(ErrorCode.NOT_FOUND, () -> keys.revoke(call(), "id"));
    }

    @Test
    void sendsAndReadsAllThatAConversationSays() {
        assertThat(conversations.create(call(), "ann", "Mills", Duration.ofSeconds(60)))
                .isEqualTo(CONVERSATION);
        assertThat(service.lastRequest())
                .isEqualTo(CreateConversationRequest.newBuilder()
                        .setConversation(dev.quern.protocol.registry.v1.Conversation.newBuilder()
                                .setUser("ann")
                                .setTitle("Mills")
                                .setTimeToLiveSeconds(60))
                        .build());
        assertThat(conversations.get(call(), "ann", "id", 5)).isEqualTo(CONVERSATION);
        assertThat(service.lastRequest())
                .isEqualTo(GetConversationRequest.newBuilder()
                        .setUser("ann")
                        .setConversationId("id")
                        .setTurns(5)
                        .build());
        assertThat(conversations.list(call(), "ann", new PageRequest(3, "token")))
                .isEqualTo(new Page<>(List.of(CONVERSATION), "next"));
        assertThat(service.lastRequest())
                .isEqualTo(ListConversationsRequest.newBuilder()
                        .setUser("ann")
                        .setPageSize(3)
                        .setPageToken("token")
                        .build());
    }

    @Test
    void appendsAndDeletesOnce() {
        conversations.append(call(), "ann", "id", TURN);
        conversations.delete(call(), "ann", "id");

        assertThat(service.requests)
                .containsExactly(
                        AppendTurnRequest.newBuilder()
                                .setConversationId("id")
                                .setUser("ann")
                                .setTurn(Turn.newBuilder()
                                        .setQuestion("Why?")
                                        .setAnswer("Because.")
                                        .setAskedAt(timestamp(THEN))
                                        .setTraceId("trace"))
                                .build(),
                        DeleteConversationRequest.newBuilder()
                                .setConversationId("id")
                                .setUser("ann")
                                .build());
        service.requests.clear();
        service.failsWith(new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "The store is away."));
        assertRefused(ErrorCode.SERVICE_UNAVAILABLE, () -> conversations.append(call(), "ann", "id", TURN));
        assertThat(service.requests).hasSize(1);
    }

    private static void assertRefused(ErrorCode code, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    private Call call() {
        return new Call(
                identity.sign("acme", "test", Set.of(Scope.values()), Priority.INTERACTIVE),
                Deadline.after(Duration.ofSeconds(10)),
                "0123456789abcdef0123456789abcdef");
    }
}
