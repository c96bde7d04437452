package dev.quern.retrieval.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.Identity;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.identity.v1.Priority;
import dev.quern.protocol.registry.v1.ApiKey;
import dev.quern.protocol.registry.v1.AppendTurnRequest;
import dev.quern.protocol.registry.v1.Conversation;
import dev.quern.protocol.registry.v1.CreateApiKeyRequest;
import dev.quern.protocol.registry.v1.CreateConversationRequest;
import dev.quern.protocol.registry.v1.DeleteConversationRequest;
import dev.quern.protocol.registry.v1.FindApiKeyRequest;
import dev.quern.protocol.registry.v1.GetApiKeyRequest;
import dev.quern.protocol.registry.v1.GetConversationRequest;
import dev.quern.protocol.registry.v1.ListApiKeysRequest;
import dev.quern.protocol.registry.v1.ListApiKeysResponse;
import dev.quern.protocol.registry.v1.ListConversationsRequest;
import dev.quern.protocol.registry.v1.RegistryServiceGrpc;
import dev.quern.protocol.registry.v1.RegistryServiceGrpc.RegistryServiceBlockingV2Stub;
import dev.quern.protocol.registry.v1.RevokeApiKeyRequest;
import dev.quern.protocol.registry.v1.Turn;
import dev.quern.protocol.registry.v1.UpdateApiKeyRequest;
import dev.quern.retrieval.Ulids;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TemporaryState.class)
class RegistryGrpcServiceTest {
    private static final String TRACE = "0123456789abcdef0123456789abcdef";

    @GrpcClient("retrieval")
    Channel channel;

    @Inject
    Identity identity;

    @Inject
    CallConfig config;

    private RemoteService remote;
    private RegistryServiceBlockingV2Stub stub;
    private String tenant;

    @BeforeEach
    void connect() {
        remote = new RemoteService("retrieval-service", config);
        stub = RegistryServiceGrpc.newBlockingV2Stub(channel);
        tenant = "t" + Ulids.next();
    }

    @Test
    void keepsChangesAndRevokesKeys() {
        Timestamp end = Timestamp.newBuilder()
                .setSeconds(Instant.now().getEpochSecond() + 1000)
                .setNanos(7)
                .build();
        ApiKey wanted = key("one").toBuilder()
                .addScopes(dev.quern.protocol.identity.v1.Scope.SCOPE_ADMIN)
                .setRequestsPerMinute(3)
                .setTokensPerDay(4_000_000_000L)
                .setExpiresAt(end)
                .build();

        ApiKey made = create(Scope.ADMIN, wanted, hash("one"));

        assertThat(made)
                .isEqualTo(wanted.toBuilder()
                        .setKeyId(made.getKeyId())
                        .setTenant(tenant)
                        .setCreatedAt(made.getCreatedAt())
                        .setCreatedBy("test")
                        .build());
        assertThat(made.hasCreatedAt()).isTrue();
        assertThat(find(Scope.SERVICE, hash("one"))).isEqualTo(made);
        assertThat(get(Scope.ADMIN, made.getKeyId())).isEqualTo(made);
        ApiKey changed = remote.idempotent(
                        call(Scope.ADMIN),
                        stub,
                        s -> s.updateApiKey(UpdateApiKeyRequest.newBuilder()
                                .setApiKey(made.toBuilder().setName("two").clearExpiresAt())
                                .build()))
                .getApiKey();
        assertThat(changed)
                .isEqualTo(made.toBuilder().setName("two").clearExpiresAt().build());
        ApiKey revoked = remote.idempotent(
                        call(Scope.ADMIN),
                        stub,
                        s -> s.revokeApiKey(RevokeApiKeyRequest.newBuilder()
                                .setKeyId(made.getKeyId())
                                .build()))
                .getApiKey();
        assertThat(revoked).isEqualTo(changed.toBuilder().setRevoked(true).build());
        assertThat(find(Scope.SERVICE, hash("one"))).isEqualTo(revoked);
    }

    @Test
    void listsKeysPageByPage() {
        ApiKey first = create(Scope.ADMIN, key("first"), hash("first"));
        ApiKey second = create(Scope.ADMIN, key("second"), hash("second"));

        ListApiKeysResponse page = list(Scope.ADMIN, 1, "", "");
        ListApiKeysResponse rest = list(Scope.ADMIN, 1, page.getNextPageToken(), tenant);

        assertThat(page.getApiKeysList()).containsExactly(second);
        assertThat(rest.getApiKeysList()).containsExactly(first);
        assertThat(rest.getNextPageToken()).isEmpty();
        for (String token : List.of("*", "bm9uc2Vuc2U")) {
            assertFailure(ErrorCode.INVALID_ARGUMENT, "page_token", () -> list(Scope.ADMIN, 1, token, ""));
            assertFailure(
                    ErrorCode.INVALID_ARGUMENT,
                    "page_token",
                    () -> remote.idempotent(
                            call(Scope.ASK),
                            stub,
                            s -> s.listConversations(ListConversationsRequest.newBuilder()
                                    .setUser("ann")
                                    .setPageToken(token)
                                    .build())));
        }
        assertFailure(ErrorCode.INVALID_ARGUMENT, "page_size", () -> list(Scope.ADMIN, 201, "", ""));
    }

    @Test
    void refusesKeysThatAreNotWhole() {
        ApiKey whole = key("one");

        assertFailure(
                ErrorCode.INVALID_ARGUMENT,
                "priority",
                () -> create(Scope.ADMIN, whole.toBuilder().clearPriority().build(), hash("a")));
        assertFailure(
                ErrorCode.INVALID_ARGUMENT,
                "scopes",
                () -> create(Scope.ADMIN, whole.toBuilder().addScopesValue(99).build(), hash("a")));
        assertFailure(
                ErrorCode.INVALID_ARGUMENT,
                "scopes",
                () -> create(
                        Scope.OPERATE,
                        whole.toBuilder()
                                .addScopes(dev.quern.protocol.identity.v1.Scope.SCOPE_SERVICE)
                                .build(),
                        hash("a")));
        assertFailure(
                ErrorCode.INVALID_ARGUMENT,
                "expires_at",
                () -> create(
                        Scope.ADMIN,
                        whole.toBuilder()
                                .setExpiresAt(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                                .build(),
                        hash("a")));
        assertFailure(ErrorCode.PERMISSION_DENIED, "", () -> create(Scope.ASK, whole, hash("a")));
        assertFailure(ErrorCode.PERMISSION_DENIED, "", () -> find(Scope.ADMIN, hash("a")));
        assertFailure(ErrorCode.NOT_FOUND, "hash", () -> find(Scope.SERVICE, hash("a")));
        assertFailure(ErrorCode.NOT_FOUND, "key_id", () -> get(Scope.ADMIN, "nothing"));
        assertThat(list(Scope.ADMIN, 0, "", "").getApiKeysList()).isEmpty();
    }

    @Test
    void keepsConversations() {
        Conversation made = createConversation();
        Turn told = Turn.newBuilder()
                .setQuestion("Who grinds grain?")
                .setAnswer("A mill.")
                .setAskedAt(Timestamp.newBuilder().setSeconds(5).setNanos(6))
                .setTraceId("a trace")
                .build();

        append(made, told);
        append(made, Turn.newBuilder().setQuestion("And?").build());

        Conversation found = conversation(made.getConversationId(), "ann", 0);
        assertThat(found.getTurnsList()).hasSize(2);
        assertThat(found.getTurns(0)).isEqualTo(told);
        assertThat(found.getTurns(1).getTraceId()).isEqualTo(TRACE);
        assertThat(found.getTurns(1).hasAskedAt()).isTrue();
        assertThat(found.getTurnCount()).isEqualTo(2);
        assertThat(found.getTitle()).isEqualTo("Mills");
        assertThat(found.getTimeToLiveSeconds()).isEqualTo(3600);
        assertThat(found.getExpiresAt().getSeconds())
                .isGreaterThanOrEqualTo(made.getExpiresAt().getSeconds());
        assertThat(conversation(made.getConversationId(), "ann", 1).getTurnsList())
                .containsExactly(found.getTurns(1));
        assertThat(remote.idempotent(
                                call(Scope.ASK),
                                stub,
                                s -> s.listConversations(ListConversationsRequest.newBuilder()
                                        .setUser("ann")
                                        .build()))
                        .getConversationsList())
                .containsExactly(found.toBuilder().clearTurns().build());
    }

    @Test
    void forgetsADeletedConversation() {
        Conversation made = createConversation();
        DeleteConversationRequest request = DeleteConversationRequest.newBuilder()
                .setConversationId(made.getConversationId())
                .setUser("ann")
                .build();

        remote.once(call(Scope.ASK), stub, s -> s.deleteConversation(request));

        assertFailure(ErrorCode.NOT_FOUND, "conversation_id", () -> conversation(made.getConversationId(), "ann", 0));
        assertFailure(
                ErrorCode.NOT_FOUND,
                "conversation_id",
                () -> append(made, Turn.newBuilder().setQuestion("x").build()));
    }

    @Test
    void showsAConversationToItsUserOnly() {
        Conversation made = createConversation();

        assertFailure(ErrorCode.NOT_FOUND, "conversation_id", () -> conversation(made.getConversationId(), "bob", 0));
        assertFailure(ErrorCode.INVALID_ARGUMENT, "user", () -> conversation(made.getConversationId(), "", 0));
        assertFailure(
                ErrorCode.INVALID_ARGUMENT,
                "turns",
                () -> remote.once(
                        call(Scope.ASK),
                        stub,
                        s -> s.createConversation(CreateConversationRequest.newBuilder()
                                .setConversation(made.toBuilder().addTurns(Turn.getDefaultInstance()))
                                .build())));
        tenant = tenant + "2";
        assertFailure(ErrorCode.NOT_FOUND, "conversation_id", () -> conversation(made.getConversationId(), "ann", 0));
    }

    private Conversation createConversation() {
        return remote.once(
                        call(Scope.ASK),
                        stub,
                        s -> s.createConversation(CreateConversationRequest.newBuilder()
                                .setConversation(Conversation.newBuilder()
                                        .setUser("ann")
                                        .setTitle("Mills")
                                        .setTimeToLiveSeconds(3600))
                                .build()))
                .getConversation();
    }

    private void append(Conversation to, Turn turn) {
        AppendTurnRequest request = AppendTurnRequest.newBuilder()
                .setConversationId(to.getConversationId())
                .setUser(to.getUser())
                .setTurn(turn)
                .build();
        remote.once(call(Scope.ASK), stub, s -> s.appendTurn(request));
    }

    private Conversation conversation(String id, String user, int turns) {
        return remote.idempotent(
                        call(Scope.ASK),
                        stub,
                        s -> s.getConversation(GetConversationRequest.newBuilder()
                                .setConversationId(id)
                                .setUser(user)
                                .setTurns(turns)
                                .build()))
                .getConversation();
    }

    private static ApiKey key(String name) {
        return ApiKey.newBuilder()
                .setName(name)
                .addScopes(dev.quern.protocol.identity.v1.Scope.SCOPE_ASK)
                .setPriority(Priority.PRIORITY_BATCH)
                .build();
    }

    private ApiKey create(Scope scope, ApiKey key, ByteString hash) {
        return remote.once(
                        call(scope),
                        stub,
                        s -> s.createApiKey(CreateApiKeyRequest.newBuilder()
                                .setApiKey(key)
                                .setHash(hash)
                                .build()))
                .getApiKey();
    }

    private ApiKey find(Scope scope, ByteString hash) {
        return remote.idempotent(
                        call(scope),
                        stub,
                        s -> s.findApiKey(
                                FindApiKeyRequest.newBuilder().setHash(hash).build()))
                .getApiKey();
    }

    private ApiKey get(Scope scope, String id) {
        return remote.idempotent(
                        call(scope),
                        stub,
                        s -> s.getApiKey(
                                GetApiKeyRequest.newBuilder().setKeyId(id).build()))
                .getApiKey();
    }

    private ListApiKeysResponse list(Scope scope, int size, String token, String whose) {
        return remote.idempotent(
                call(scope),
                stub,
                s -> s.listApiKeys(ListApiKeysRequest.newBuilder()
                        .setPageSize(size)
                        .setPageToken(token)
                        .setTenant(whose)
                        .build()));
    }

    private ByteString hash(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest((tenant + secret).getBytes(UTF_8));
            return ByteString.copyFrom(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private Call call(Scope scope) {
        return new Call(
                identity.sign(tenant, "test", Set.of(scope), dev.quern.protocol.Priority.INTERACTIVE),
                Deadline.after(Duration.ofSeconds(30)),
                TRACE);
    }

    private static void assertFailure(ErrorCode code, String field, Runnable action) {
        QuernException failure = catchThrowableOfType(QuernException.class, action::run);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.field().orElse("")).isEqualTo(field);
    }
}
