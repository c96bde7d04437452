package dev.quern.embedding.grpc;

import dev.quern.embedding.Embedded;
import dev.quern.embedding.Embedding;
import dev.quern.embedding.ModelStatus;
import dev.quern.embedding.Purpose;
import dev.quern.embedding.Reranked;
import dev.quern.embedding.Tokenized;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.embedding.v1.EmbedResponse;
import dev.quern.protocol.embedding.v1.EmbeddingModel;
import dev.quern.protocol.embedding.v1.EmbeddingPurpose;
import dev.quern.protocol.embedding.v1.ModelState;
import dev.quern.protocol.embedding.v1.RerankResponse;
import dev.quern.protocol.embedding.v1.RerankingModel;
import dev.quern.protocol.embedding.v1.TokenizeResponse;
import dev.quern.protocol.embedding.v1.Tokens;

/** What the service says, as messages and back. */
final class Messages {
    private Messages() {}

    static Purpose decode(EmbeddingPurpose purpose) {
        return switch (purpose) {
            case EMBEDDING_PURPOSE_QUERY -> Purpose.QUERY;
            case EMBEDDING_PURPOSE_PASSAGE, EMBEDDING_PURPOSE_UNSPECIFIED -> Purpose.PASSAGE;
            case UNRECOGNIZED -> throw QuernException.invalid("purpose", "A purpose is `query` or `passage`.");
        };
    }

    /** Without a wish, as urgent as the caller may be. */
    static Priority decode(dev.quern.protocol.identity.v1.Priority priority) {
        return switch (priority) {
            case PRIORITY_BATCH -> Priority.BATCH;
            case PRIORITY_INTERACTIVE -> Priority.INTERACTIVE;
            case PRIORITY_EMERGENCY, PRIORITY_UNSPECIFIED -> Priority.EMERGENCY;
            case UNRECOGNIZED ->
                throw QuernException.invalid("priority", "A priority is `batch`, `interactive` or `emergency`.");
        };
    }

    static EmbedResponse encode(Embedded embedded) {
        EmbedResponse.Builder response =
                EmbedResponse.newBuilder().setModel(embedded.model().exactName());
        embedded.embeddings().forEach(embedding -> response.addEmbeddings(encode(embedding)));
        return response.build();
    }

    static TokenizeResponse encode(Tokenized tokenized) {
        TokenizeResponse.Builder response =
                TokenizeResponse.newBuilder().setModel(tokenized.model().exactName());
        for (int[] ends : tokenized.ends()) {
            Tokens.Builder tokens = Tokens.newBuilder();
            for (int end : ends) {
                tokens.addEnds(end);
            }
            response.addTokens(tokens);
        }
        return response.build();
    }

    static RerankResponse encode(Reranked reranked) {
        RerankResponse.Builder response =
                RerankResponse.newBuilder().setModel(reranked.model().exactName());
        reranked.relevances()
                .forEach(relevance -> response.addRelevances(dev.quern.protocol.embedding.v1.Relevance.newBuilder()
                        .setScore(relevance.score())
                        .setTokenCount(relevance.tokenCount())
                        .setTruncated(relevance.truncated())));
        return response.build();
    }

    static EmbeddingModel embeddingModel(ModelStatus status, boolean isDefault, int maxBatch) {
        EmbeddingModel.Builder model = EmbeddingModel.newBuilder()
                .setName(status.name())
                .setMaxBatch(maxBatch)
                .setDefaultModel(isDefault)
                .setState(encode(status.state()))
                .setReason(status.reason());
        status.description()
                .ifPresent(description -> model.setVersion(description.version())
                        .setDimensions(description.dimensions())
                        .setMaxTokens(description.maxTokens()));
        return model.build();
    }

    static RerankingModel rerankingModel(ModelStatus status, boolean isDefault, int maxBatch) {
        RerankingModel.Builder model = RerankingModel.newBuilder()
                .setName(status.name())
                .setMaxBatch(maxBatch)
                .setDefaultModel(isDefault)
                .setState(encode(status.state()))
                .setReason(status.reason());
        status.description()
                .ifPresent(
                        description -> model.setVersion(description.version()).setMaxTokens(description.maxTokens()));
        return model.build();
    }

    private static dev.quern.protocol.embedding.v1.Embedding encode(Embedding embedding) {
        var message = dev.quern.protocol.embedding.v1.Embedding.newBuilder()
                .setTokenCount(embedding.tokenCount())
                .setTruncated(embedding.truncated());
        for (float component : embedding.vector()) {
            message.addVector(component);
        }
        return message.build();
    }

    private static ModelState encode(ModelStatus.State state) {
        return switch (state) {
            case LOADING -> ModelState.MODEL_STATE_LOADING;
            case READY -> ModelState.MODEL_STATE_READY;
            case UNAVAILABLE -> ModelState.MODEL_STATE_UNAVAILABLE;
        };
    }
}
