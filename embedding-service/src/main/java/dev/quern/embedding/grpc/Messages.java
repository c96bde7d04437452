package dev.quern.embedding.grpc;

import dev.quern.embedding.Embedded;
import dev.quern.embedding.Embedding;
import dev.quern.embedding.ModelStatus;
import dev.quern.embedding.Purpose;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.embedding.v1.EmbedResponse;
import dev.quern.protocol.embedding.v1.EmbeddingModel;
import dev.quern.protocol.embedding.v1.EmbeddingPurpose;
import dev.quern.protocol.embedding.v1.ModelState;

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

    static EmbedResponse encode(Embedded embedded) {
        EmbedResponse.Builder response =
                EmbedResponse.newBuilder().setModel(embedded.model().exactName());
        embedded.embeddings().forEach(embedding -> response.addEmbeddings(encode(embedding)));
        return response.build();
    }

    static EmbeddingModel encode(ModelStatus status, int maxBatch) {
        EmbeddingModel.Builder model = EmbeddingModel.newBuilder()
                .setName(status.name())
                .setMaxBatch(maxBatch)
                .setDefaultModel(true)
                .setState(encode(status.state()))
                .setReason(status.reason());
        status.description()
                .ifPresent(description -> model.setVersion(description.version())
                        .setDimensions(description.dimensions())
                        .setMaxTokens(description.maxTokens()));
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
