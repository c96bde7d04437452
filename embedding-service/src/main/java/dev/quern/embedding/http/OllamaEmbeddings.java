package dev.quern.embedding.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Ollama's API. It cuts unless told not to, and always gives vectors of unit length. */
record OllamaEmbeddings(String model, OptionalInt dimensions) implements EmbeddingApi {
    @Override
    public String path() {
        return "/api/embed";
    }

    @Override
    public Object question(List<String> texts) {
        return new Question(model, texts, false, dimensions.isPresent() ? dimensions.getAsInt() : null);
    }

    @Override
    public List<float[]> vectors(byte[] answer, int count) throws IOException {
        List<float[]> vectors = Json.read(answer, Answer.class).embeddings();
        if (vectors.size() != count) {
            throw new IOException(vectors.size() + " vectors for " + count + " texts");
        }
        return vectors;
    }

    @RegisterForReflection
    record Question(
            String model,
            List<String> input,
            boolean truncate,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer dimensions) {}

    @RegisterForReflection
    record Answer(List<float[]> embeddings) {}
}
