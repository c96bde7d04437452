package dev.quern.embedding.grpc;

import dev.quern.embedding.Embedder;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Scope;
import dev.quern.protocol.embedding.v1.DescribeModelsRequest;
import dev.quern.protocol.embedding.v1.DescribeModelsResponse;
import dev.quern.protocol.embedding.v1.EmbedRequest;
import dev.quern.protocol.embedding.v1.EmbedResponse;
import dev.quern.protocol.embedding.v1.MutinyEmbeddingServiceGrpc;
import dev.quern.protocol.grpc.GrpcCalls;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** Embeddings for the other services. */
@GrpcService
class EmbeddingGrpcService extends MutinyEmbeddingServiceGrpc.EmbeddingServiceImplBase {
    private final Embedder embedder;

    EmbeddingGrpcService(Embedder embedder) {
        this.embedder = embedder;
    }

    @Override
    public Uni<EmbedResponse> embed(EmbedRequest request) {
        return GrpcCalls.answer(call -> {
            requireAskOrIngest(call.principal());
            return Messages.encode(embedder.embed(
                    call, request.getModel(), request.getTextsList(), Messages.decode(request.getPurpose())));
        });
    }

    @Override
    public Uni<DescribeModelsResponse> describeModels(DescribeModelsRequest request) {
        return GrpcCalls.answer(call -> {
            requireAskOrIngest(call.principal());
            return DescribeModelsResponse.newBuilder()
                    .addModels(Messages.encode(embedder.status(), embedder.maxBatch()))
                    .build();
        });
    }

    /** A question is embedded to be asked, a passage to be stored: either right is enough. */
    private static void requireAskOrIngest(Principal principal) {
        if (!principal.scopes().contains(Scope.INGEST)) {
            principal.require(Scope.ASK);
        }
    }
}
