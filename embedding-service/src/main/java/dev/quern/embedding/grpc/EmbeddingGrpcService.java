package dev.quern.embedding.grpc;

import dev.quern.embedding.Embedder;
import dev.quern.embedding.Reranker;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Scope;
import dev.quern.protocol.embedding.v1.DescribeModelsRequest;
import dev.quern.protocol.embedding.v1.DescribeModelsResponse;
import dev.quern.protocol.embedding.v1.EmbedRequest;
import dev.quern.protocol.embedding.v1.EmbedResponse;
import dev.quern.protocol.embedding.v1.MutinyEmbeddingServiceGrpc;
import dev.quern.protocol.embedding.v1.RerankRequest;
import dev.quern.protocol.embedding.v1.RerankResponse;
import dev.quern.protocol.embedding.v1.TokenizeRequest;
import dev.quern.protocol.embedding.v1.TokenizeResponse;
import dev.quern.protocol.grpc.GrpcCalls;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** Embeddings and relevance for the other services. */
@GrpcService
class EmbeddingGrpcService extends MutinyEmbeddingServiceGrpc.EmbeddingServiceImplBase {
    private final Embedder embedder;
    private final Reranker reranker;

    EmbeddingGrpcService(Embedder embedder, Reranker reranker) {
        this.embedder = embedder;
        this.reranker = reranker;
    }

    @Override
    public Uni<EmbedResponse> embed(EmbedRequest request) {
        return GrpcCalls.answer(call -> {
            requireAskOrIngest(call.principal());
            return Messages.encode(embedder.embed(
                    call,
                    request.getModel(),
                    request.getTextsList(),
                    Messages.decode(request.getPurpose()),
                    Messages.decode(request.getPriority())));
        });
    }

    @Override
    public Uni<TokenizeResponse> tokenize(TokenizeRequest request) {
        return GrpcCalls.answer(call -> {
            requireAskOrIngest(call.principal());
            return Messages.encode(embedder.tokenize(call, request.getModel(), request.getTextsList()));
        });
    }

    @Override
    public Uni<RerankResponse> rerank(RerankRequest request) {
        return GrpcCalls.answer(call -> {
            requireAskOrIngest(call.principal());
            return Messages.encode(reranker.rerank(
                    call,
                    request.getModel(),
                    request.getQuery(),
                    request.getPassagesList(),
                    Messages.decode(request.getPriority())));
        });
    }

    @Override
    public Uni<DescribeModelsResponse> describeModels(DescribeModelsRequest request) {
        return GrpcCalls.answer(call -> {
            requireAskOrIngest(call.principal());
            var response = DescribeModelsResponse.newBuilder();
            embedder.models()
                    .forEach(model -> response.addModels(
                            Messages.embeddingModel(model, embedder.isDefault(model.name()), embedder.maxBatch())));
            reranker.models()
                    .forEach(model -> response.addRerankingModels(
                            Messages.rerankingModel(model, reranker.isDefault(model.name()), embedder.maxBatch())));
            return response.build();
        });
    }

    /** A question is embedded to be asked, a passage to be stored: either right is enough. */
    private static void requireAskOrIngest(Principal principal) {
        if (!principal.scopes().contains(Scope.INGEST)) {
            principal.require(Scope.ASK);
        }
    }
}
