package dev.quern.retrieval.grpc;

import dev.quern.protocol.QuernException;
import dev.quern.protocol.retrieval.v1.SearchRequest;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Fusion;
import dev.quern.retrieval.KnownFields;
import dev.quern.retrieval.search.SearchRequest.WantedFilter;
import dev.quern.retrieval.search.Strategy;
import java.util.Optional;

/** Requests to search, as the domain wants them. */
final class SearchRequests {
    private SearchRequests() {}

    static dev.quern.retrieval.search.SearchRequest of(String tenant, SearchRequest message) {
        float complexity = message.getComplexity();
        if (!(complexity >= 0 && complexity <= 1)) {
            throw QuernException.invalid("complexity", "`complexity` is from 0 to 1.");
        }
        return new dev.quern.retrieval.search.SearchRequest(
                new CollectionId(tenant, message.getCollection()),
                message.getQuery(),
                vector(message),
                message.getEmbeddingModel(),
                message.getLimit(),
                message.hasAlpha() ? Optional.of(message.getAlpha()) : Optional.empty(),
                fusion(message),
                message.hasFilter() ? Optional.of(filter(message)) : Optional.empty(),
                strategy(message),
                message.getExplain());
    }

    private static WantedFilter filter(SearchRequest message) {
        return settings -> FilterMessages.filter(message.getFilter(), KnownFields.of(settings));
    }

    private static Fusion fusion(SearchRequest message) {
        return switch (message.getFusion()) {
            case FUSION_UNSPECIFIED, FUSION_RELATIVE_SCORE -> Fusion.RELATIVE_SCORE;
            case FUSION_RECIPROCAL_RANK -> Fusion.RECIPROCAL_RANK;
            case UNRECOGNIZED ->
                throw QuernException.invalid("fusion", "`fusion` is relative_score or reciprocal_rank.");
        };
    }

    private static Strategy strategy(SearchRequest message) {
        return switch (message.getStrategy()) {
            case STRATEGY_UNSPECIFIED, STRATEGY_SINGLE_STAGE -> Strategy.SINGLE_STAGE;
            case STRATEGY_TWO_STAGE -> Strategy.TWO_STAGE;
            case STRATEGY_MULTI_STAGE -> Strategy.MULTI_STAGE;
            case UNRECOGNIZED ->
                throw QuernException.invalid("strategy", "`strategy` is single_stage, two_stage or multi_stage.");
        };
    }

    private static float[] vector(SearchRequest message) {
        float[] vector = new float[message.getVectorCount()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = message.getVector(i);
        }
        return vector;
    }
}
