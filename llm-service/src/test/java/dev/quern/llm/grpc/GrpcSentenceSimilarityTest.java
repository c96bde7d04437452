package dev.quern.llm.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.embedding.v1.EmbedResponse;
import dev.quern.protocol.embedding.v1.Embedding;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrpcSentenceSimilarityTest {

    @Test
    void comparesTheFirstWithEachOfTheOthers() {
        assertThat(GrpcSentenceSimilarity.cosines(response(vector(2, 0), vector(1, 0), vector(0, 3), vector(0, 0))))
                .containsExactly(1.0, 0.0, 0.0);
    }

    @Test
    void saysNothingOfVectorsThatCannotBeCompared() {
        assertThat(GrpcSentenceSimilarity.cosines(response(vector(2, 0), vector(1))))
                .isEmpty();
        assertThat(GrpcSentenceSimilarity.cosines(response())).isEmpty();
    }

    private static EmbedResponse response(Embedding... embeddings) {
        return EmbedResponse.newBuilder().addAllEmbeddings(List.of(embeddings)).build();
    }

    private static Embedding vector(float... components) {
        Embedding.Builder embedding = Embedding.newBuilder();
        for (float component : components) {
            embedding.addVector(component);
        }
        return embedding.build();
    }
}
