package dev.quern.embedding.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.util.List;

/**
 * Cohere's API in the form that Jina, vLLM and llama.cpp share. It has no common switch for cutting: Cohere itself reads
 * the first 4096 tokens of a passage unless it is told another number, and does not say when there were more.
 */
record CohereReranking(String model) implements RerankingApi {
    @Override
    public String path() {
        return "/rerank";
    }

    @Override
    public boolean cutsSilently() {
        return true;
    }

    @Override
    public Object question(String query, List<String> passages) {
        return new Question(model, query, passages, false);
    }

    @Override
    public List<Float> scores(byte[] answer, int count) throws IOException {
        return Json.inOrder(Json.read(answer, Answer.class).results(), count, Item::index, Item::relevanceScore);
    }

    @RegisterForReflection
    record Question(
            String model,
            String query,
            List<String> documents,
            @JsonProperty("return_documents") boolean returnDocuments) {}

    @RegisterForReflection
    record Answer(List<Item> results) {}

    @RegisterForReflection
    record Item(int index, @JsonProperty("relevance_score") float relevanceScore) {}
}
