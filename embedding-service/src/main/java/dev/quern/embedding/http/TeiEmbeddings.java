package dev.quern.embedding.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The API of Text Embeddings Inference. Such a server has one model, which is therefore not named. */
record TeiEmbeddings(boolean normalize, OptionalInt dimensions) implements EmbeddingApi {
    @Override
    public String path() {
        return "/embed";
    }

    @Override
    public Object question(List<String> texts) {
        return new Question(texts, false, normalize, dimensions.isPresent() ? dimensions.getAsInt() : null);
    }

    @Override
    public List<float[]> vectors(byte[] answer, int count) throws IOException {
        List<float[]> vectors = List.of(Json.read(answer, float[][].class));
        if (vectors.size() != count) {
            throw new IOException(vectors.size() + " vectors for " + count + " texts");
        }
        return vectors;
    }

    @RegisterForReflection
    record Question(
            List<String> inputs,
            boolean truncate,
            boolean normalize,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer dimensions) {}
}
