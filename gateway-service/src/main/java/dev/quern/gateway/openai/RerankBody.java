package dev.quern.gateway.openai;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Texts that are to be ranked. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "RerankRequest")
public record RerankBody(
        @Schema(description = "A reranking model; the default one when absent.") @Nullable String model,

        @Schema(required = true, minLength = 1) @Nullable String query,

        @Schema(required = true, minItems = 1, description = "Texts, or objects with a `text`.") @Nullable List<@Nullable DocumentBody> documents,

        @Schema(minimum = "1", description = "How many are given back; all when absent.") @Nullable Integer topN,

        @Schema(defaultValue = "false") @Nullable Boolean returnDocuments) {

    /** What is asked for, checked. */
    record Asked(String model, String query, List<String> documents, int most, boolean withTexts) {}

    /** A text that is to be ranked. */
    @Schema(name = "RerankDocument")
    public record DocumentBody(
            @Schema(required = true) @Nullable String text) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static DocumentBody of(String text) {
            return new DocumentBody(text);
        }
    }

    Asked asked() {
        if (query == null || query.isBlank()) {
            throw QuernException.invalid("query", "`query` is missing: what the documents are ranked by.");
        }
        List<String> texts = texts();
        if (topN != null && topN < 1) {
            throw QuernException.invalid("top_n", "`top_n` is 1 or more.");
        }
        return new Asked(
                model == null ? "" : model,
                query,
                texts,
                topN == null ? texts.size() : Math.min(topN, texts.size()),
                Boolean.TRUE.equals(returnDocuments));
    }

    private List<String> texts() {
        List<DocumentBody> sent = Lists.whole("documents", documents);
        if (sent.isEmpty()) {
            throw QuernException.invalid("documents", "`documents` is missing: the texts to be ranked.");
        }
        List<String> texts = new ArrayList<>(sent.size());
        for (DocumentBody document : sent) {
            if (document.text() == null) {
                throw QuernException.invalid(
                        "documents[" + texts.size() + "]", "A document is a text, or an object with a `text`.");
            }
            texts.add(document.text());
        }
        return texts;
    }
}
