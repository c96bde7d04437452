package dev.quern.gateway.grpc;

import dev.quern.gateway.Models;
import dev.quern.protocol.Call;
import dev.quern.protocol.embedding.v1.EmbeddingModel;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc.EmbeddingServiceBlockingV2Stub;
import dev.quern.protocol.embedding.v1.ModelState;
import dev.quern.protocol.embedding.v1.RerankingModel;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.llm.v1.DescribeModelsRequest;
import dev.quern.protocol.llm.v1.DescribeModelsResponse;
import dev.quern.protocol.llm.v1.LanguageModel;
import dev.quern.protocol.llm.v1.LlmServiceGrpc;
import dev.quern.protocol.llm.v1.LlmServiceGrpc.LlmServiceBlockingV2Stub;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** {@link Models} of llm-service and embedding-service. */
@ApplicationScoped
public class GrpcModels implements Models {
    private final RemoteService llm;
    private final LlmServiceBlockingV2Stub llmStub;
    private final RemoteService embedding;
    private final EmbeddingServiceBlockingV2Stub embeddingStub;

    public GrpcModels(
            @GrpcClient("llm") Channel llmChannel,
            @GrpcClient("embedding") Channel embeddingChannel,
            RemoteServices services) {
        llm = services.named("llm-service");
        llmStub = LlmServiceGrpc.newBlockingV2Stub(llmChannel);
        embedding = services.named("embedding-service");
        embeddingStub = EmbeddingServiceGrpc.newBlockingV2Stub(embeddingChannel);
    }

    @Override
    public Languages languages(Call call) {
        DescribeModelsResponse response = llm.idempotent(
                call, llmStub, ready -> ready.describeModels(DescribeModelsRequest.getDefaultInstance()));
        return new Languages(
                response.getModelsList().stream().map(GrpcModels::language).toList(),
                response.getRoutingEpoch(),
                response.getPromptVersion());
    }

    @Override
    public Vectors vectors(Call call) {
        var response = embedding.idempotent(
                call,
                embeddingStub,
                ready -> ready.describeModels(
                        dev.quern.protocol.embedding.v1.DescribeModelsRequest.getDefaultInstance()));
        return new Vectors(
                response.getModelsList().stream().map(GrpcModels::embedding).toList(),
                response.getRerankingModelsList().stream()
                        .map(GrpcModels::reranking)
                        .toList());
    }

    private static Language language(LanguageModel model) {
        return new Language(
                model.getName(),
                ModelNames.word(model.getBackEnd(), "BACK_END_"),
                ModelNames.word(model.getTier(), "TIER_"),
                model.getContextWindow(),
                model.getAvailable() ? Optional.empty() : Optional.of(model.getReason()),
                model.getPriceIn(),
                model.getPriceOut(),
                model.getConcurrency(),
                model.getRunning(),
                model.getRolesList().stream()
                        .map(role -> ModelNames.word(role, "ROLE_"))
                        .toList());
    }

    private static Embedding embedding(EmbeddingModel model) {
        return new Embedding(
                model.getName(),
                model.getVersion(),
                model.getDimensions(),
                model.getMaxTokens(),
                model.getMaxBatch(),
                model.getDefaultModel(),
                readiness(model.getState(), model.getReason()));
    }

    private static Models.Reranking reranking(RerankingModel model) {
        return new Models.Reranking(
                model.getName(),
                model.getVersion(),
                model.getMaxTokens(),
                model.getMaxBatch(),
                model.getDefaultModel(),
                readiness(model.getState(), model.getReason()));
    }

    private static Readiness readiness(ModelState state, String reason) {
        return switch (state) {
            case MODEL_STATE_READY -> new Readiness("ready", Optional.empty());
            case MODEL_STATE_LOADING -> new Readiness("loading", Optional.of(reason));
            case MODEL_STATE_UNAVAILABLE, MODEL_STATE_UNSPECIFIED, UNRECOGNIZED ->
                new Readiness("unavailable", Optional.of(reason));
        };
    }
}
