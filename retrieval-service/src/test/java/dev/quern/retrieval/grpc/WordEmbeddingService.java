package dev.quern.retrieval.grpc;

import dev.quern.protocol.Scope;
import dev.quern.protocol.embedding.v1.DescribeModelsRequest;
import dev.quern.protocol.embedding.v1.DescribeModelsResponse;
import dev.quern.protocol.embedding.v1.EmbedRequest;
import dev.quern.protocol.embedding.v1.EmbedResponse;
import dev.quern.protocol.embedding.v1.Embedding;
import dev.quern.protocol.embedding.v1.EmbeddingModel;
import dev.quern.protocol.embedding.v1.MutinyEmbeddingServiceGrpc;
import dev.quern.protocol.grpc.GrpcCalls;
import dev.quern.retrieval.FakeEmbeddings;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicReference;

/** An embedding-service for which texts with the same words are near each other. */
@GrpcService
class WordEmbeddingService extends MutinyEmbeddingServiceGrpc.EmbeddingServiceImplBase {
    final AtomicReference<String> version = new AtomicReference<>("1");

    @Override
    public Uni<DescribeModelsResponse> describeModels(DescribeModelsRequest request) {
        return GrpcCalls.answer(call -> DescribeModelsResponse.newBuilder()
                .addModels(EmbeddingModel.newBuilder()
                        .setName("words")
                        .setVersion(version.get())
                        .setDimensions(FakeEmbeddings.DIMENSIONS)
                        .setDefaultModel(true))
                .build());
    }

    @Override
    public Uni<EmbedResponse> embed(EmbedRequest request) {
        return GrpcCalls.answer(call -> {
            boolean worker = call.principal().subject().equals("retrieval-worker");
            call.principal().require(worker ? Scope.INGEST : Scope.ASK);
            EmbedResponse.Builder response =
                    EmbedResponse.newBuilder().setModel(request.getModel() + "@" + version.get());
            for (String text : request.getTextsList()) {
                Embedding.Builder embedding = Embedding.newBuilder();
                for (float value : FakeEmbeddings.vector(text)) {
                    embedding.addVector(value);
                }
                response.addEmbeddings(embedding);
            }
            return response.build();
        });
    }
}
