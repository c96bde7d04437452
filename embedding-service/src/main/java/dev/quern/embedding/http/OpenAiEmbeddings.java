package dev.quern.embedding.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** OpenAI's API, which vLLM, llama.cpp, LiteLLM and many others have too. It has no switch for cutting: it refuses. */
record OpenAiEmbeddings(String model, OptionalInt dimensions) implements EmbeddingApi {
    @Override
    public String path() {
        return "/embeddings";
    }

    @Override
    public Object question(List<String> texts) {
        return new Question(model, texts, "float", dimensions.isPresent() ? dimensions.getAsInt() : null);
    }

    @Override
    public List<float[]> vectors(byte[] answer, int count) throws IOException {
        return Json.inOrder(Json.read(answer, Answer.class).data(), count, Item::index, Item::embedding);
    }

    @RegisterForReflection
    record Question(
            String model,
            List<String> input,
            @JsonProperty("encoding_format") String encodingFormat,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer dimensions) {}

    @RegisterForReflection
    record Answer(List<Item> data) {}

    @RegisterForReflection
    @SuppressWarnings("ArrayRecordComponent") // Never compared; passed on as it was read.
    record Item(int index, float[] embedding) {}
}
