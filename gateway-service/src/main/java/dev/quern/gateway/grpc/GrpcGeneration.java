package dev.quern.gateway.grpc;

import dev.quern.gateway.Citation;
import dev.quern.gateway.Generated;
import dev.quern.gateway.Generated.Finish;
import dev.quern.gateway.Generated.Model;
import dev.quern.gateway.Generated.Tokens;
import dev.quern.gateway.Generation;
import dev.quern.gateway.Question;
import dev.quern.gateway.Sentence;
import dev.quern.gateway.Source;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.llm.v1.Completed;
import dev.quern.protocol.llm.v1.DescribeModelsRequest;
import dev.quern.protocol.llm.v1.DescribeModelsResponse;
import dev.quern.protocol.llm.v1.FinishReason;
import dev.quern.protocol.llm.v1.GenerateStreamRequest;
import dev.quern.protocol.llm.v1.GenerateStreamResponse;
import dev.quern.protocol.llm.v1.LanguageModel;
import dev.quern.protocol.llm.v1.LlmServiceGrpc;
import dev.quern.protocol.llm.v1.LlmServiceGrpc.LlmServiceBlockingV2Stub;
import dev.quern.protocol.llm.v1.RewriteQuestionRequest;
import dev.quern.protocol.llm.v1.RewriteQuestionResponse;
import dev.quern.protocol.llm.v1.Role;
import dev.quern.protocol.llm.v1.SkippedModel;
import dev.quern.protocol.llm.v1.Started;
import io.grpc.Channel;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** {@link Generation} of llm-service. */
@ApplicationScoped
public class GrpcGeneration implements Generation {
    private static final String SERVICE = "llm-service";
    /** What llm-service calls the documents' own sentences, which need no model. */
    private static final String EXTRACTIVE = "extractive";

    private final RemoteService llm;
    private final LlmServiceBlockingV2Stub stub;

    public GrpcGeneration(@GrpcClient("llm") Channel channel, RemoteServices services) {
        llm = services.named(SERVICE);
        stub = LlmServiceGrpc.newBlockingV2Stub(channel);
    }

    @Override
    public Routing routing(Call call) {
        DescribeModelsResponse models =
                llm.idempotent(call, stub, ready -> ready.describeModels(DescribeModelsRequest.getDefaultInstance()));
        List<String> names = Stream.concat(
                        models.getModelsList().stream()
                                .filter(model -> model.getRolesList().contains(Role.ROLE_REASONING))
                                .map(LanguageModel::getName),
                        Stream.of(EXTRACTIVE))
                .distinct()
                .toList();
        return new Routing(models.getRoutingEpoch(), models.getPromptVersion(), names);
    }

    @Override
    public Rewritten rewrite(Call call, Question question) {
        RewriteQuestionRequest request = RewriteQuestionRequest.newBuilder()
                .setQuestion(question.text())
                .addAllHistory(GenerationMessages.history(question))
                .build();
        RewriteQuestionResponse written = llm.idempotent(call, stub, ready -> ready.rewriteQuestion(request));
        return new Rewritten(
                written.getQuestion(),
                written.getRewritten(),
                written.getBy(),
                written.getDegraded(),
                new Tokens(written.getPromptTokens(), written.getCompletionTokens(), written.getCost()));
    }

    @Override
    public Generated generate(Call call, Question question, List<Source> sources, Terms terms, Parts parts) {
        GenerateStreamRequest request = GenerationMessages.request(question, sources, terms);
        try {
            return llm.stream(call, stub, ready -> ready.generateStream(request), stream -> read(stream, parts));
        } catch (QuernException failure) {
            // What is a question there is a query here.
            throw failure.field().equals(Optional.of("question")) ? failure.withField("query") : failure;
        }
    }

    private static Generated read(BlockingClientCall<?, GenerateStreamResponse> stream, Parts parts)
            throws StatusException, InterruptedException {
        Started started = Started.getDefaultInstance();
        StringBuilder text = new StringBuilder();
        Optional<Completed> completed = Optional.empty();
        // To its very end: a stream that is left before that looks cancelled to the other side.
        for (GenerateStreamResponse event = stream.read(); event != null; event = stream.read()) {
            switch (event.getEventCase()) {
                case STARTED -> started = event.getStarted();
                case DELTA -> {
                    text.append(event.getDelta());
                    parts.on(event.getDelta());
                }
                case COMPLETED -> completed = Optional.of(event.getCompleted());
                case EVENT_NOT_SET -> {
                    // An event of a newer llm-service, which an older gateway can do without.
                }
            }
        }
        return generated(
                text.toString(),
                started,
                completed.orElseThrow(
                        () -> new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "The answer broke off before its end.")
                                .withService(SERVICE)));
    }

    private static Generated generated(String text, Started started, Completed completed) {
        return new Generated(
                text,
                completed.getSentencesList().stream()
                        .map(sentence -> new Sentence(
                                sentence.getText(),
                                sentence.getCitationsList().stream()
                                        .map(citation -> new Citation(
                                                citation.getSource(), citation.getQuote(), citation.getSupport()))
                                        .toList()))
                        .toList(),
                finish(completed.getFinishReason()),
                new Model(
                        started.getModel(),
                        started.getBackEnd()
                                .name()
                                .replaceFirst("BACK_END_", "")
                                .toLowerCase(Locale.ROOT),
                        started.getReason(),
                        started.getRoutingEpoch(),
                        started.getPromptVersion(),
                        started.getSkippedList().stream()
                                .map(SkippedModel::getModel)
                                .toList()),
                new Tokens(completed.getPromptTokens(), completed.getCompletionTokens(), completed.getCost()));
    }

    private static Finish finish(FinishReason reason) {
        return switch (reason) {
            case FINISH_REASON_STOP -> Finish.STOP;
            case FINISH_REASON_LENGTH -> Finish.LENGTH;
            case FINISH_REASON_BUDGET -> Finish.BUDGET;
            case FINISH_REASON_ABSTAINED -> Finish.ABSTAINED;
            case FINISH_REASON_UNSPECIFIED, UNRECOGNIZED ->
                throw new QuernException(ErrorCode.INTERNAL, "llm-service did not say how the answer ended.")
                        .withService(SERVICE);
        };
    }
}
