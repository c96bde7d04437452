package dev.quern.gateway.grpc;

import dev.quern.gateway.Conversation;
import dev.quern.gateway.Conversations;
import dev.quern.gateway.Page;
import dev.quern.gateway.PageRequest;
import dev.quern.protocol.Call;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.registry.v1.AppendTurnRequest;
import dev.quern.protocol.registry.v1.CreateConversationRequest;
import dev.quern.protocol.registry.v1.DeleteConversationRequest;
import dev.quern.protocol.registry.v1.GetConversationRequest;
import dev.quern.protocol.registry.v1.ListConversationsRequest;
import dev.quern.protocol.registry.v1.ListConversationsResponse;
import dev.quern.protocol.registry.v1.RegistryServiceGrpc;
import dev.quern.protocol.registry.v1.RegistryServiceGrpc.RegistryServiceBlockingV2Stub;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** {@link Conversations} of retrieval-service. */
@ApplicationScoped
public class GrpcConversations implements Conversations {
    private final RemoteService retrieval;
    private final RegistryServiceBlockingV2Stub stub;

    public GrpcConversations(@GrpcClient("retrieval") Channel channel, RemoteServices services) {
        retrieval = services.named("retrieval-service");
        stub = RegistryServiceGrpc.newBlockingV2Stub(channel);
    }

    @Override
    public Conversation create(Call call, String user, String title, Duration keptFor) {
        CreateConversationRequest request = CreateConversationRequest.newBuilder()
                .setConversation(dev.quern.protocol.registry.v1.Conversation.newBuilder()
                        .setUser(user)
                        .setTitle(title)
                        .setTimeToLiveSeconds(keptFor.toSeconds()))
                .build();
        return RegistryMessages.conversation(retrieval
                .once(call, stub, ready -> ready.createConversation(request))
                .getConversation());
    }

    @Override
    public Conversation get(Call call, String user, String id, int turns) {
        GetConversationRequest request = GetConversationRequest.newBuilder()
                .setConversationId(id)
                .setUser(user)
                .setTurns(turns)
                .build();
        return RegistryMessages.conversation(retrieval
                .idempotent(call, stub, ready -> ready.getConversation(request))
                .getConversation());
    }

    @Override
    public Page<Conversation> list(Call call, String user, PageRequest page) {
        ListConversationsRequest request = ListConversationsRequest.newBuilder()
                .setUser(user)
                .setPageSize(page.size())
                .setPageToken(page.token())
                .build();
        ListConversationsResponse response =
                retrieval.idempotent(call, stub, ready -> ready.listConversations(request));
        return new Page<>(
                response.getConversationsList().stream()
                        .map(RegistryMessages::conversation)
                        .toList(),
                response.getNextPageToken());
    }

    @Override
    public void append(Call call, String user, String id, Conversation.Turn turn) {
        AppendTurnRequest request = AppendTurnRequest.newBuilder()
                .setConversationId(id)
                .setUser(user)
                .setTurn(RegistryMessages.turn(turn))
                .build();
        retrieval.once(call, stub, ready -> ready.appendTurn(request));
    }

    @Override
    public void delete(Call call, String user, String id) {
        DeleteConversationRequest request = DeleteConversationRequest.newBuilder()
                .setConversationId(id)
                .setUser(user)
                .build();
        retrieval.once(call, stub, ready -> ready.deleteConversation(request));
    }
}
