package dev.quern.llm.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.Identity;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.llm.v1.Author;
import dev.quern.protocol.llm.v1.BackEnd;
import dev.quern.protocol.llm.v1.ChatPrompt;
import dev.quern.protocol.llm.v1.DescribeModelsRequest;
import dev.quern.protocol.llm.v1.DescribeModelsResponse;
import dev.quern.protocol.llm.v1.FinishReason;
import dev.quern.protocol.llm.v1.GenerateBatchRequest;
import dev.quern.protocol.llm.v1.GenerateBatchResponse;
import dev.quern.protocol.llm.v1.GenerateRequest;
import dev.quern.protocol.llm.v1.GenerateResponse;
import dev.quern.protocol.llm.v1.GenerateStreamRequest;
import dev.quern.protocol.llm.v1.GenerateStreamResponse;
import dev.quern.protocol.llm.v1.GenerateStreamResponse.EventCase;
import dev.quern.protocol.llm.v1.Generation;
import dev.quern.protocol.llm.v1.GroundedPrompt;
import dev.quern.protocol.llm.v1.LlmServiceGrpc;
import dev.quern.protocol.llm.v1.LlmServiceGrpc.LlmServiceBlockingV2Stub;
import dev.quern.protocol.llm.v1.Message;
import dev.quern.protocol.llm.v1.Passage;
import dev.quern.protocol.llm.v1.RewriteQuestionRequest;
import dev.quern.protocol.llm.v1.RewriteQuestionResponse;
import dev.quern.protocol.llm.v1.Sentiment;
import dev.quern.protocol.llm.v1.TriageQuestionRequest;
import dev.quern.protocol.llm.v1.TriageQuestionResponse;
import dev.quern.protocol.llm.v1.Urgency;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class LlmGrpcServiceTest {
    private static final GroundedPrompt PROMPT = GroundedPrompt.newBuilder()
            .setQuestion("Where are documents kept?")
            .addPassages(Passage.newBuilder().setTitle("Caches").setText("Answers are kept in Redis for an hour."))
            .addPassages(Passage.newBuilder().setTitle("Storage").setText("Documents are kept in Weaviate. It scales."))
            .build();

    @GrpcClient("llm")
    Channel channel;

    @Inject
    Identity identity;

    @Inject
    RemoteServices services;

    private RemoteService remote;
    private LlmServiceBlockingV2Stub stub;

    @BeforeEach
    void connect() {
        remote = services.named("llm-service");
        stub = LlmServiceGrpc.newBlockingV2Stub(channel);
    }

    @Test
    void answersWithCitationsThatAreInTheirPassages() {
        GenerateResponse response = generate(Generation.newBuilder().setGrounded(PROMPT));

        assertThat(response.getText()).isEqualTo("Documents are kept in Weaviate [2].");
        assertThat(response.getStarted().getBackEnd()).isEqualTo(BackEnd.BACK_END_EXTRACTIVE);
        assertThat(response.getCompleted().getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_STOP);
        assertThat(response.getCompleted().getSentencesList()).hasSize(1);
        assertThat(response.getCompleted().getSentences(0).getSupported()).isTrue();
        assertThat(response.getCompleted().getSentences(0).getCitations(0).getQuote())
                .isEqualTo("Documents are kept in Weaviate.");
    }

    @Test
    void streamsStartedThenTextThenCompleted() {
        List<GenerateStreamResponse> events = stream(Generation.newBuilder().setGrounded(PROMPT));

        assertThat(events)
                .extracting(GenerateStreamResponse::getEventCase)
                .startsWith(EventCase.STARTED, EventCase.DELTA)
                .endsWith(EventCase.COMPLETED);
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.getDelta()));
        assertThat(text.toString())
                .isEqualTo(generate(Generation.newBuilder().setGrounded(PROMPT)).getText());
    }

    @Test
    void abstainsWithoutPassages() {
        GenerateResponse response =
                generate(Generation.newBuilder().setGrounded(PROMPT.toBuilder().clearPassages()));

        assertThat(response.getCompleted().getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_ABSTAINED);
        assertThat(response.getText()).isNotBlank();
    }

    @Test
    void describesItsModelUnderTheEpochThatAnswersHave() {
        DescribeModelsResponse models = remote.idempotent(
                call(Scope.ASK), stub, s -> s.describeModels(DescribeModelsRequest.getDefaultInstance()));

        assertThat(models.getModelsList()).hasSize(1);
        assertThat(models.getModels(0).getAvailable()).isTrue();
        GenerateResponse response = generate(Generation.newBuilder().setGrounded(PROMPT));
        assertThat(response.getStarted().getModel())
                .isEqualTo(models.getModels(0).getName());
        assertThat(response.getStarted().getRoutingEpoch()).isEqualTo(models.getRoutingEpoch());
        assertThat(response.getStarted().getPromptVersion()).isEqualTo(models.getPromptVersion());
    }

    @Test
    void isForThoseWhoMayAsk() {
        QuernException failure = catchThrowableOfType(
                QuernException.class,
                () -> remote.once(
                        call(Scope.INGEST),
                        stub,
                        s -> s.generate(GenerateRequest.newBuilder()
                                .setGeneration(Generation.newBuilder().setGrounded(PROMPT))
                                .build())));

        assertThat(failure.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    }

    @Test
    void answersABatchUnderItsIndexesAndFailsOnlyWhatFails() {
        List<GenerateBatchResponse> responses = batch(List.of(
                valid().build(),
                valid().setModel("another").build(),
                Generation.newBuilder()
                        .setGrounded(PROMPT.toBuilder().clearPassages())
                        .build()));

        assertThat(responses).extracting(GenerateBatchResponse::getIndex).containsExactlyInAnyOrder(0, 1, 2);
        for (GenerateBatchResponse response : responses) {
            if (response.getIndex() == 1) {
                assertThat(response.getFailure().getCode()).isEqualTo("invalid_argument");
                assertThat(response.getFailure().getMessage()).contains("another");
            } else {
                assertThat(response.getResponse().getText()).isNotBlank();
            }
        }
    }

    @Test
    void namesTheGenerationOfABatchThatIsWrong() {
        QuernException wrong = catchThrowableOfType(
                QuernException.class,
                () -> batch(List.of(valid().build(), valid().setMaxTokens(-1).build())));
        QuernException large =
                catchThrowableOfType(QuernException.class, () -> batch(Collections.nCopies(101, valid().build())));

        assertThat(wrong.field()).contains("generations[1].max_tokens");
        assertThat(large.field()).contains("generations");
    }

    @Test
    void leavesAQuestionThatStandsAloneAsItIs() {
        RewriteQuestionResponse response = remote.idempotent(
                call(Scope.ASK),
                stub,
                s -> s.rewriteQuestion(RewriteQuestionRequest.newBuilder()
                        .setQuestion("Where are documents kept?")
                        .build()));

        assertThat(response.getQuestion()).isEqualTo("Where are documents kept?");
        assertThat(response.getRewritten()).isFalse();
        assertThat(response.getBy()).isEqualTo("rules");
    }

    @Test
    void triagesByRulesWithoutAModel() {
        TriageQuestionResponse response = remote.idempotent(
                call(Scope.ASK),
                stub,
                s -> s.triageQuestion(TriageQuestionRequest.newBuilder()
                        .setQuestion("Where are documents kept?")
                        .build()));

        assertThat(response.getBy()).isEqualTo("rules");
        assertThat(response.getUrgency()).isNotEqualTo(Urgency.URGENCY_UNSPECIFIED);
        assertThat(response.getSentiment()).isNotEqualTo(Sentiment.SENTIMENT_UNSPECIFIED);
    }

    record Wrong(String field, Generation.Builder generation) {}

    static List<Wrong> wrong() {
        List<Wrong> wrong = new ArrayList<>();
        wrong.add(new Wrong("prompt", Generation.newBuilder()));
        wrong.add(new Wrong(
                "question",
                Generation.newBuilder().setGrounded(PROMPT.toBuilder().setQuestion("  "))));
        wrong.add(new Wrong(
                "question",
                Generation.newBuilder().setGrounded(PROMPT.toBuilder().setQuestion("x".repeat(32_001)))));
        GroundedPrompt.Builder crowded = PROMPT.toBuilder();
        for (int i = 0; i < 49; i++) {
            crowded.addPassages(Passage.getDefaultInstance());
        }
        wrong.add(new Wrong("passages", Generation.newBuilder().setGrounded(crowded)));
        wrong.add(new Wrong("temperature", valid().setTemperature(2.1f)));
        wrong.add(new Wrong("temperature", valid().setTemperature(Float.NaN)));
        wrong.add(new Wrong("complexity", valid().setComplexity(1.1f)));
        wrong.add(new Wrong("complexity", valid().setComplexity(Float.NaN)));
        wrong.add(new Wrong("role", valid().setRoleValue(99)));
        wrong.add(new Wrong("urgency", valid().setUrgencyValue(99)));
        wrong.add(new Wrong("max_tokens", valid().setMaxTokens(-1)));
        wrong.add(new Wrong("token_budget", valid().setTokenBudget(-1)));
        wrong.add(new Wrong("stop", valid().addAllStop(Collections.nCopies(17, "x"))));
        wrong.add(new Wrong("stop", valid().addStop("")));
        wrong.add(new Wrong("model", valid().setModel("another")));
        wrong.add(new Wrong("messages", Generation.newBuilder().setChat(ChatPrompt.getDefaultInstance())));
        wrong.add(new Wrong(
                "messages",
                Generation.newBuilder()
                        .setChat(ChatPrompt.newBuilder()
                                .addMessages(Message.newBuilder().setText("Who says that?")))));
        wrong.add(new Wrong(
                "chat",
                Generation.newBuilder()
                        .setChat(ChatPrompt.newBuilder()
                                .addMessages(Message.newBuilder()
                                        .setAuthor(Author.AUTHOR_USER)
                                        .setText("Hi")))));
        return wrong;
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void namesTheFieldThatIsWrong(Wrong wrong) {
        QuernException failure = catchThrowableOfType(QuernException.class, () -> generate(wrong.generation()));

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.field()).contains(wrong.field());
    }

    private static Generation.Builder valid() {
        return Generation.newBuilder().setGrounded(PROMPT);
    }

    private GenerateResponse generate(Generation.Builder generation) {
        return remote.idempotent(
                call(Scope.ASK),
                stub,
                s -> s.generate(
                        GenerateRequest.newBuilder().setGeneration(generation).build()));
    }

    private List<GenerateBatchResponse> batch(List<Generation> generations) {
        GenerateBatchRequest request =
                GenerateBatchRequest.newBuilder().addAllGenerations(generations).build();
        return remote.stream(call(Scope.ASK), stub, s -> s.generateBatch(request), stream -> {
            List<GenerateBatchResponse> responses = new ArrayList<>();
            for (GenerateBatchResponse each = stream.read(); each != null; each = stream.read()) {
                responses.add(each);
            }
            return responses;
        });
    }

    private List<GenerateStreamResponse> stream(Generation.Builder generation) {
        GenerateStreamRequest request =
                GenerateStreamRequest.newBuilder().setGeneration(generation).build();
        return remote.stream(call(Scope.ASK), stub, s -> s.generateStream(request), stream -> {
            List<GenerateStreamResponse> events = new ArrayList<>();
            for (GenerateStreamResponse event = stream.read(); event != null; event = stream.read()) {
                events.add(event);
            }
            return events;
        });
    }

    private Call call(Scope scope) {
        return new Call(
                identity.sign("acme", "test", Set.of(scope), Priority.INTERACTIVE),
                Deadline.after(Duration.ofSeconds(60)),
                "0123456789abcdef0123456789abcdef");
    }
}
