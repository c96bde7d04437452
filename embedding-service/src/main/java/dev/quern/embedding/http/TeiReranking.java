package dev.quern.embedding.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.util.List;

/** The API of Text Embeddings Inference. Such a server has one model, which is therefore not named. */
record TeiReranking() implements RerankingApi {
    @Override
    public String path() {
        return "/rerank";
    }

    @Override
    public boolean cutsSilently() {
        return false;
    }

    @Override
    public Object question(String query, List<String> passages) {
        return new Question(query, passages, false, false);
    }

    @Override
    public List<Float> scores(byte[] answer, int count) throws IOException {
        return Json.inOrder(List.of(Json.read(answer, Item[].class)), count, Item::index, Item::score);
    }

    @RegisterForReflection
    record Question(
            String query,
            List<String> texts,
            boolean truncate,
            @JsonProperty("raw_scores") boolean rawScores) {}

    @RegisterForReflection
    record Item(int index, float score) {}
}
