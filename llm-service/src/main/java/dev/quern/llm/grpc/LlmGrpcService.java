package dev.quern.llm.grpc;

import dev.quern.llm.BatchGenerator;
import dev.quern.llm.GenerationEvent;
import dev.quern.llm.QuestionRewriter;
import dev.quern.llm.QuestionTriage;
import dev.quern.llm.TextGenerator;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.GrpcCalls;
import dev.quern.protocol.llm.v1.DescribeModelsRequest;
import dev.quern.protocol.llm.v1.DescribeModelsResponse;
import dev.quern.protocol.llm.v1.GenerateBatchRequest;
import dev.quern.protocol.llm.v1.GenerateBatchResponse;
import dev.quern.protocol.llm.v1.GenerateRequest;
import dev.quern.protocol.llm.v1.GenerateResponse;
import dev.quern.protocol.llm.v1.GenerateStreamRequest;
import dev.quern.protocol.llm.v1.GenerateStreamResponse;
import dev.quern.protocol.llm.v1.MutinyLlmServiceGrpc;
import dev.quern.protocol.llm.v1.RewriteQuestionRequest;
import dev.quern.protocol.llm.v1.RewriteQuestionResponse;
import dev.quern.protocol.llm.v1.TriageQuestionRequest;
import dev.quern.protocol.llm.v1.TriageQuestionResponse;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;

/** {@link TextGenerator} over gRPC. */
@GrpcService
class LlmGrpcService extends MutinyLlmServiceGrpc.LlmServiceImplBase {
    private final TextGenerator generator;
    private final BatchGenerator batches;
    private final QuestionRewriter rewriter;
    private final QuestionTriage triage;

    LlmGrpcService(TextGenerator generator, BatchGenerator batches, QuestionRewriter rewriter, QuestionTriage triage) {
        this.generator = generator;
        this.batches = batches;
        this.rewriter = rewriter;
        this.triage = triage;
    }

    @Override
    public Uni<GenerateResponse> generate(GenerateRequest request) {
        return GrpcCalls.answer(call -> {
            call.principal().require(Scope.ASK);
            List<GenerationEvent> events = new ArrayList<>();
            generator.generate(call, Requests.generation(request.getGeneration()), events::add);
            return Responses.whole(events);
        });
    }

    @Override
    public Multi<GenerateStreamResponse> generateStream(GenerateStreamRequest request) {
        return GrpcCalls.stream((call, outlet) -> {
            call.principal().require(Scope.ASK);
            generator.generate(
                    call,
                    Requests.generation(request.getGeneration()),
                    event -> outlet.send(Responses.streamed(event)));
        });
    }

    @Override
    public Multi<GenerateBatchResponse> generateBatch(GenerateBatchRequest request) {
        return GrpcCalls.stream((call, outlet) -> {
            call.principal().require(Scope.ASK);
            batches.requireSize(request.getGenerationsCount());
            batches.generate(
                    call,
                    Requests.generations(request.getGenerationsList()),
                    (index, outcome) -> outlet.send(Responses.batched(index, outcome)));
        });
    }

    @Override
    public Uni<RewriteQuestionResponse> rewriteQuestion(RewriteQuestionRequest request) {
        return GrpcCalls.answer(call -> {
            call.principal().require(Scope.ASK);
            return Responses.rewritten(rewriter.rewrite(
                    call,
                    Requests.question(request.getQuestion()),
                    Requests.messages("history", request.getHistoryList())));
        });
    }

    @Override
    public Uni<TriageQuestionResponse> triageQuestion(TriageQuestionRequest request) {
        return GrpcCalls.answer(call -> {
            call.principal().require(Scope.ASK);
            return Responses.triaged(triage.triage(call, Requests.question(request.getQuestion())));
        });
    }

    @Override
    public Uni<DescribeModelsResponse> describeModels(DescribeModelsRequest request) {
        return GrpcCalls.answer(call -> {
            call.principal().require(Scope.ASK);
            return Responses.models(generator.describe());
        });
    }
}
