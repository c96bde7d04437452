package dev.quern.gateway.grpc;

import dev.quern.gateway.Chat;
import dev.quern.gateway.Chats;
import dev.quern.gateway.Generated.Finish;
import dev.quern.gateway.Generated.Tokens;
import dev.quern.gateway.Generation.Parts;
import dev.quern.gateway.Message;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.llm.v1.Author;
import dev.quern.protocol.llm.v1.ChatPrompt;
import dev.quern.protocol.llm.v1.Completed;
import dev.quern.protocol.llm.v1.FinishReason;
import dev.quern.protocol.llm.v1.GenerateStreamRequest;
import dev.quern.protocol.llm.v1.GenerateStreamResponse;
import dev.quern.protocol.llm.v1.Generation;
import dev.quern.protocol.llm.v1.LlmServiceGrpc;
import dev.quern.protocol.llm.v1.LlmServiceGrpc.LlmServiceBlockingV2Stub;
import dev.quern.protocol.llm.v1.Role;
import dev.quern.protocol.llm.v1.Started;
import dev.quern.protocol.llm.v1.Urgency;
import io.grpc.Channel;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** {@link Chats} of llm-service. */
@ApplicationScoped
public class GrpcChats implements Chats {
    private static final String SERVICE = "llm-service";

    private final RemoteService llm;
    private final LlmServiceBlockingV2Stub stub;

    public GrpcChats(@GrpcClient("llm") Channel channel, RemoteServices services) {
        llm = services.named(SERVICE);
        stub = LlmServiceGrpc.newBlockingV2Stub(channel);
    }

    @Override
    public End stream(Call call, Chat chat, Parts parts) {
        GenerateStreamRequest request = GenerateStreamRequest.newBuilder()
                .setGeneration(generation(chat))
                .build();
        return ModelNames.found(
                () -> llm.stream(call, stub, ready -> ready.generateStream(request), stream -> read(stream, parts)));
    }

    private static End read(BlockingClientCall<?, GenerateStreamResponse> stream, Parts parts)
            throws StatusException, InterruptedException {
        Started started = Started.getDefaultInstance();
        Optional<Completed> completed = Optional.empty();
        // To its very end: a stream that is left before that looks cancelled to the other side.
        for (GenerateStreamResponse event = stream.read(); event != null; event = stream.read()) {
            switch (event.getEventCase()) {
                case STARTED -> started = event.getStarted();
                case DELTA -> parts.on(event.getDelta());
                case COMPLETED -> completed = Optional.of(event.getCompleted());
                case EVENT_NOT_SET -> {
                    // An event of a newer llm-service, which an older gateway can do without.
                }
            }
        }
        return end(
                started,
                completed.orElseThrow(
                        () -> new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "The reply broke off before its end.")
                                .withService(SERVICE)));
    }

    private static Generation generation(Chat chat) {
        ChatPrompt.Builder prompt = ChatPrompt.newBuilder();
        for (Message message : chat.messages()) {
            prompt.addMessages(dev.quern.protocol.llm.v1.Message.newBuilder()
                    .setAuthor(author(message.author()))
                    .setText(message.text()));
        }
        Generation.Builder generation = Generation.newBuilder()
                .setRole(Role.ROLE_REASONING)
                .setModel(chat.model())
                .setChat(prompt)
                .setMaxTokens(chat.maxTokens())
                .addAllStop(chat.stop())
                .setTokenBudget(chat.tokenBudget())
                .setUrgency(
                        switch (chat.priority()) {
                            case BATCH -> Urgency.URGENCY_LOW;
                            case INTERACTIVE -> Urgency.URGENCY_NORMAL;
                            case EMERGENCY -> Urgency.URGENCY_HIGH;
                        });
        chat.temperature().ifPresent(generation::setTemperature);
        return generation.build();
    }

    private static Author author(Message.Author author) {
        return switch (author) {
            case SYSTEM -> Author.AUTHOR_SYSTEM;
            case USER -> Author.AUTHOR_USER;
            case ASSISTANT -> Author.AUTHOR_ASSISTANT;
        };
    }

    private static End end(Started started, Completed completed) {
        return new End(
                started.getModel(),
                finish(completed.getFinishReason()),
                new Tokens(completed.getPromptTokens(), completed.getCompletionTokens()));
    }

    private static Finish finish(FinishReason reason) {
        return switch (reason) {
            case FINISH_REASON_STOP -> Finish.STOP;
            case FINISH_REASON_LENGTH -> Finish.LENGTH;
            case FINISH_REASON_BUDGET -> Finish.BUDGET;
            case FINISH_REASON_ABSTAINED -> Finish.ABSTAINED;
            case FINISH_REASON_UNSPECIFIED, UNRECOGNIZED ->
                throw new QuernException(ErrorCode.INTERNAL, "llm-service did not say how the reply ended.")
                        .withService(SERVICE);
        };
    }
}
