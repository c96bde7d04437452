package dev.quern.retrieval.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.grpc.GrpcCalls;
import dev.quern.protocol.registry.v1.AppendTurnRequest;
import dev.quern.protocol.registry.v1.AppendTurnResponse;
import dev.quern.protocol.registry.v1.CreateApiKeyRequest;
import dev.quern.protocol.registry.v1.CreateApiKeyResponse;
import dev.quern.protocol.registry.v1.CreateConversationRequest;
import dev.quern.protocol.registry.v1.CreateConversationResponse;
import dev.quern.protocol.registry.v1.DeleteConversationRequest;
import dev.quern.protocol.registry.v1.DeleteConversationResponse;
import dev.quern.protocol.registry.v1.FindApiKeyRequest;
import dev.quern.protocol.registry.v1.FindApiKeyResponse;
import dev.quern.protocol.registry.v1.GetApiKeyRequest;
import dev.quern.protocol.registry.v1.GetApiKeyResponse;
import dev.quern.protocol.registry.v1.GetConversationRequest;
import dev.quern.protocol.registry.v1.GetConversationResponse;
import dev.quern.protocol.registry.v1.ListApiKeysRequest;
import dev.quern.protocol.registry.v1.ListApiKeysResponse;
import dev.quern.protocol.registry.v1.ListConversationsRequest;
import dev.quern.protocol.registry.v1.ListConversationsResponse;
import dev.quern.protocol.registry.v1.MutinyRegistryServiceGrpc;
import dev.quern.protocol.registry.v1.RevokeApiKeyRequest;
import dev.quern.protocol.registry.v1.RevokeApiKeyResponse;
import dev.quern.protocol.registry.v1.UpdateApiKeyRequest;
import dev.quern.protocol.registry.v1.UpdateApiKeyResponse;
import dev.quern.retrieval.Page;
import dev.quern.retrieval.registry.ApiKey;
import dev.quern.retrieval.registry.ApiKeys;
import dev.quern.retrieval.registry.Conversation;
import dev.quern.retrieval.registry.ConversationId;
import dev.quern.retrieval.registry.Conversations;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** What the gateway has remembered, as it asks for it. */
@GrpcService
class RegistryGrpcService extends MutinyRegistryServiceGrpc.RegistryServiceImplBase {
    private final ApiKeys keys;
    private final Conversations conversations;

    RegistryGrpcService(ApiKeys keys, Conversations conversations) {
        this.keys = keys;
        this.conversations = conversations;
    }

    @Override
    public Uni<CreateApiKeyResponse> createApiKey(CreateApiKeyRequest request) {
        return GrpcCalls.answer(call -> CreateApiKeyResponse.newBuilder()
                .setApiKey(RegistryMessages.apiKey(keys.create(
                        call,
                        RegistryMessages.wanted(request.getApiKey()),
                        request.getHash().toByteArray())))
                .build());
    }

    @Override
    public Uni<FindApiKeyResponse> findApiKey(FindApiKeyRequest request) {
        return GrpcCalls.answer(call -> FindApiKeyResponse.newBuilder()
                .setApiKey(RegistryMessages.apiKey(
                        keys.find(call, request.getHash().toByteArray())))
                .build());
    }

    @Override
    public Uni<GetApiKeyResponse> getApiKey(GetApiKeyRequest request) {
        return GrpcCalls.answer(call -> GetApiKeyResponse.newBuilder()
                .setApiKey(RegistryMessages.apiKey(keys.get(call, request.getKeyId())))
                .build());
    }

    @Override
    public Uni<ListApiKeysResponse> listApiKeys(ListApiKeysRequest request) {
        return GrpcCalls.answer(call -> {
            PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken())
                    .afterUlid();
            Page<ApiKey> found = keys.list(call, request.getTenant(), page.limit(), page.after());
            return ListApiKeysResponse.newBuilder()
                    .addAllApiKeys(
                            found.items().stream().map(RegistryMessages::apiKey).toList())
                    .setNextPageToken(PageRequest.token(found.next()))
                    .build();
        });
    }

    @Override
    public Uni<UpdateApiKeyResponse> updateApiKey(UpdateApiKeyRequest request) {
        return GrpcCalls.answer(call -> UpdateApiKeyResponse.newBuilder()
                .setApiKey(RegistryMessages.apiKey(keys.update(call, RegistryMessages.wanted(request.getApiKey()))))
                .build());
    }

    @Override
    public Uni<RevokeApiKeyResponse> revokeApiKey(RevokeApiKeyRequest request) {
        return GrpcCalls.answer(call -> RevokeApiKeyResponse.newBuilder()
                .setApiKey(RegistryMessages.apiKey(keys.revoke(call, request.getKeyId())))
                .build());
    }

    @Override
    public Uni<CreateConversationResponse> createConversation(CreateConversationRequest request) {
        return GrpcCalls.answer(call -> {
            var wanted = request.getConversation();
            if (wanted.getTurnsCount() > 0) {
                throw QuernException.invalid("turns", "`turns` are appended one by one.");
            }
            return CreateConversationResponse.newBuilder()
                    .setConversation(RegistryMessages.conversation(conversations.create(
                            call,
                            wanted.getUser(),
                            wanted.getTitle(),
                            Duration.ofSeconds(wanted.getTimeToLiveSeconds()))))
                    .build();
        });
    }

    @Override
    public Uni<GetConversationResponse> getConversation(GetConversationRequest request) {
        return GrpcCalls.answer(call -> GetConversationResponse.newBuilder()
                .setConversation(RegistryMessages.conversation(conversations.get(
                        call, id(call, request.getUser(), request.getConversationId()), request.getTurns())))
                .build());
    }

    @Override
    public Uni<ListConversationsResponse> listConversations(ListConversationsRequest request) {
        return GrpcCalls.answer(call -> {
            PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken())
                    .afterUlid();
            Page<Conversation> found = conversations.list(call, request.getUser(), page.limit(), page.after());
            return ListConversationsResponse.newBuilder()
                    .addAllConversations(found.items().stream()
                            .map(RegistryMessages::conversation)
                            .toList())
                    .setNextPageToken(PageRequest.token(found.next()))
                    .build();
        });
    }

    @Override
    public Uni<AppendTurnResponse> appendTurn(AppendTurnRequest request) {
        return GrpcCalls.answer(call -> {
            conversations.append(
                    call,
                    id(call, request.getUser(), request.getConversationId()),
                    RegistryMessages.turn(call, request.getTurn()));
            return AppendTurnResponse.getDefaultInstance();
        });
    }

    @Override
    public Uni<DeleteConversationResponse> deleteConversation(DeleteConversationRequest request) {
        return GrpcCalls.answer(call -> {
            conversations.delete(call, id(call, request.getUser(), request.getConversationId()));
            return DeleteConversationResponse.getDefaultInstance();
        });
    }

    private static ConversationId id(Call call, String user, String id) {
        return new ConversationId(call.tenant(), user, id);
    }
}
