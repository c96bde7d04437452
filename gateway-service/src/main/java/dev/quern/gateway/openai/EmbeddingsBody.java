package dev.quern.gateway.openai;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.TextVectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Vectors, in the order of their texts. */
@Schema(name = "Embeddings")
public record EmbeddingsBody(
        @Schema(enumeration = "list") String object, List<VectorBody> data, String model, TokensBody usage) {

    static EmbeddingsBody of(String model, TextVectors.Embedded embedded, boolean base64) {
        List<float[]> vectors = embedded.vectors();
        return new EmbeddingsBody(
                "list",
                IntStream.range(0, vectors.size())
                        .mapToObj(index -> new VectorBody(
                                "embedding", index, base64 ? written(vectors.get(index)) : vectors.get(index)))
                        .toList(),
                model,
                new TokensBody(embedded.tokens(), embedded.tokens()));
    }

    /** As OpenAI writes it: 32-bit floats, the least significant byte first. */
    private static String written(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** A vector: its numbers, or these in base64. */
    @Schema(name = "Embedding")
    public record VectorBody(
            @Schema(enumeration = "embedding") String object,

            int index,

            @Schema(oneOf = {float[].class, String.class}) Object embedding) {}

    /** The tokens that the model read; 0 when its provider does not tell. */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "EmbeddingUsage")
    public record TokensBody(long promptTokens, long totalTokens) {}
}
