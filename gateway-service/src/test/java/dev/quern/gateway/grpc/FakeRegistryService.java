package dev.quern.gateway.grpc;

import dev.quern.protocol.QuernException;
import dev.quern.protocol.grpc.GrpcErrors;
import dev.quern.protocol.registry.v1.ApiKey;
import dev.quern.protocol.registry.v1.AppendTurnRequest;
import dev.quern.protocol.registry.v1.AppendTurnResponse;
import dev.quern.protocol.registry.v1.Conversation;
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
import dev.quern.protocol.registry.v1.RegistryServiceGrpc;
import dev.quern.protocol.registry.v1.RevokeApiKeyRequest;
import dev.quern.protocol.registry.v1.RevokeApiKeyResponse;
import dev.quern.protocol.registry.v1.UpdateApiKeyRequest;
import dev.quern.protocol.registry.v1.UpdateApiKeyResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Says what it is told to say, and remembers what it was asked. */
final class FakeRegistryService extends RegistryServiceGrpc.RegistryServiceImplBase {
    final List<Object> requests = new CopyOnWriteArrayList<>();
    private volatile ApiKey key = ApiKey.getDefaultInstance();
    private volatile Conversation conversation = Conversation.getDefaultInstance();
    private volatile @Nullable QuernException failure;

    void keeps(ApiKey stored) {
        key = stored;
    }

    void keeps(Conversation stored) {
        conversation = stored;
    }

    void failsWith(QuernException reason) {
        failure = reason;
    }

    Object lastRequest() {
        return new ArrayList<>(requests).getLast();
    }

    @Override
    public void createApiKey(CreateApiKeyRequest request, StreamObserver<CreateApiKeyResponse> responses) {
        answer(
                request,
                responses,
                CreateApiKeyResponse.newBuilder().setApiKey(key).build());
    }

    @Override
    public void findApiKey(FindApiKeyRequest request, StreamObserver<FindApiKeyResponse> responses) {
        answer(
                request,
                responses,
                FindApiKeyResponse.newBuilder().setApiKey(key).build());
    }

    @Override
    public void getApiKey(GetApiKeyRequest request, StreamObserver<GetApiKeyResponse> responses) {
        answer(request, responses, GetApiKeyResponse.newBuilder().setApiKey(key).build());
    }

    @Override
    public void listApiKeys(ListApiKeysRequest request, StreamObserver<ListApiKeysResponse> responses) {
        answer(
                request,
                responses,
                ListApiKeysResponse.newBuilder()
                        .addApiKeys(key)
                        .setNextPageToken("next")
                        .build());
    }

    @Override
    public void updateApiKey(UpdateApiKeyRequest request, StreamObserver<UpdateApiKeyResponse> responses) {
        answer(
                request,
                responses,
                UpdateApiKeyResponse.newBuilder().setApiKey(key).build());
    }

    @Override
    public void revokeApiKey(RevokeApiKeyRequest request, StreamObserver<RevokeApiKeyResponse> responses) {
        answer(
                request,
                responses,
                RevokeApiKeyResponse.newBuilder().setApiKey(key).build());
    }

    @Override
    public void createConversation(
            CreateConversationRequest request, StreamObserver<CreateConversationResponse> responses) {
        answer(
                request,
                responses,
                CreateConversationResponse.newBuilder()
                        .setConversation(conversation)
                        .build());
    }

    @Override
    public void getConversation(GetConversationRequest request, StreamObserver<GetConversationResponse> responses) {
        answer(
                request,
                responses,
                GetConversationResponse.newBuilder()
                        .setConversation(conversation)
                        .build());
    }

    @Override
    public void listConversations(
            ListConversationsRequest request, StreamObserver<ListConversationsResponse> responses) {
        answer(
                request,
                responses,
                ListConversationsResponse.newBuilder()
                        .addConversations(conversation)
                        .setNextPageToken("next")
                        .build());
    }

    @Override
    public void appendTurn(AppendTurnRequest request, StreamObserver<AppendTurnResponse> responses) {
        answer(request, responses, AppendTurnResponse.getDefaultInstance());
    }

    @Override
    public void deleteConversation(
            DeleteConversationRequest request, StreamObserver<DeleteConversationResponse> responses) {
        answer(request, responses, DeleteConversationResponse.getDefaultInstance());
    }

    private <T> void answer(Object request, StreamObserver<T> responses, T response) {
        requests.add(request);
        QuernException reason = failure;
        if (reason != null) {
            responses.onError(GrpcErrors.toStatus(reason));
        } else {
            responses.onNext(response);
            responses.onCompleted();
        }
    }
}
