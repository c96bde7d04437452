package dev.quern.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Reranking;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Texts by how well they answer the query, best first. */
@Schema(name = "Ranking")
public record RankingBody(String id, String model, List<ResultBody> results, UsedBody usage) {

    static RankingBody of(RerankBody.Asked asked, Reranking.Scores scores) {
        List<ResultBody> results = IntStream.range(0, asked.documents().size())
                .boxed()
                .sorted(Comparator.comparing((Integer index) -> scores.scores().get(index))
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .limit(asked.most())
                .map(index -> new ResultBody(
                        index,
                        scores.scores().get(index),
                        asked.withTexts() ? new TextBody(asked.documents().get(index)) : null))
                .toList();
        return new RankingBody(Head.id("rerank-"), scores.model(), results, new UsedBody(scores.tokens()));
    }

    /** A text by its place in the request; only the order of one model's scores means something. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "RankedDocument")
    public record ResultBody(
            int index,
            float relevanceScore,

            @Schema(description = "With `return_documents` only.") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TextBody document) {}

    /** The text itself. */
    @Schema(name = "RankedText")
    public record TextBody(String text) {}

    /** The tokens that the model read; 0 when its provider does not tell. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "RerankUsage")
    public record UsedBody(long totalTokens) {}
}
