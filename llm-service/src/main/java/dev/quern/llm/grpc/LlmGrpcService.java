package dev.quern.llm.grpc;

import dev.quern.llm.GenerationEvent;
import dev.quern.llm.TextGenerator;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.GrpcCalls;
import dev.quern.protocol.llm.v1.DescribeModelsRequest;
import dev.quern.protocol.llm.v1.DescribeModelsResponse;
import dev.quern.protocol.llm.v1.GenerateRequest;
import dev.quern.protocol.llm.v1.GenerateResponse;
import dev.quern.protocol.llm.v1.GenerateStreamRequest;
import dev.quern.protocol.llm.v1.GenerateStreamResponse;
import dev.quern.protocol.llm.v1.MutinyLlmServiceGrpc;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** {@link TextGenerator} over gRPC. */
@GrpcService
class LlmGrpcService extends MutinyLlmServiceGrpc.LlmServiceImplBase {
    private final TextGenerator generator;

    LlmGrpcService(TextGenerator generator) {
        this.generator = generator;
    }

    @Override
    public Uni<GenerateResponse> generate(GenerateRequest request) {
        return GrpcCalls.answer(call -> {
            call.principal().require(Scope.ASK);
            GenerateResponse.Builder response = GenerateResponse.newBuilder();
            StringBuilder text = new StringBuilder();
            generator.generate(call, Requests.generation(request.getGeneration()), event -> {
                switch (event) {
                    case GenerationEvent.Started started -> response.setStarted(Responses.started(started));
                    case GenerationEvent.Delta delta -> text.append(delta.text());
                    case GenerationEvent.Completed completed -> response.setCompleted(Responses.completed(completed));
                }
            });
            return response.setText(text.toString()).build();
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
    public Uni<DescribeModelsResponse> describeModels(DescribeModelsRequest request) {
        return GrpcCalls.answer(call -> {
            call.principal().require(Scope.ASK);
            return Responses.models(generator.describe());
        });
    }
}
