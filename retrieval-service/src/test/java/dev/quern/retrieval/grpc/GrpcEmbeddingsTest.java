package dev.quern.retrieval.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Message;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.embedding.v1.DescribeModelsResponse;
import dev.quern.protocol.embedding.v1.EmbedRequest;
import dev.quern.protocol.embedding.v1.EmbedResponse;
import dev.quern.protocol.embedding.v1.Embedding;
import dev.quern.protocol.embedding.v1.EmbeddingModel;
import dev.quern.protocol.embedding.v1.EmbeddingPurpose;
import dev.quern.protocol.embedding.v1.TokenizeRequest;
import dev.quern.protocol.embedding.v1.TokenizeResponse;
import dev.quern.protocol.embedding.v1.Tokens;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.GrpcErrors;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Embeddings.Purpose;
import dev.quern.retrieval.TestCalls;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TemporaryState.class)
class GrpcEmbeddingsTest {
    private static final Call CALL = TestCalls.of("acme");
    private static final CollectionSettings SETTINGS = CollectionSettings.of("words@1", 2);
    private static final EmbeddingModel WORDS = EmbeddingModel.newBuilder()
            .setName("words")
            .setVersion("1")
            .setDimensions(2)
            .setDefaultModel(true)
            .build();
    private static final EmbeddingModel OTHER = EmbeddingModel.newBuilder()
            .setName("other")
            .setVersion("7")
            .setDimensions(3)
            .build();

    @Inject
    CallConfig config;

    @Test
    void givesANewCollectionTheDefaultModelOrTheOneThatIsWanted() {
        FakeChannel service = new FakeChannel(_ -> models(OTHER, WORDS));

        assertThat(embeddings(service).newCollectionSettings(CALL)).isEqualTo(SETTINGS);
        assertThat(embeddings(service).settingsFor(CALL, "")).isEqualTo(SETTINGS);
        assertThat(embeddings(service).settingsFor(CALL, "other")).isEqualTo(CollectionSettings.of("other@7", 3));
        assertThat(embeddings(service).settingsFor(CALL, "other@7")).isEqualTo(CollectionSettings.of("other@7", 3));
    }

    @Test
    void namesTheModelsThereAreWhenAnotherIsWanted() {
        FakeChannel service = new FakeChannel(_ -> models(OTHER, WORDS));

        QuernException failure = failure(() -> embeddings(service).settingsFor(CALL, "other@6"));

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.field()).contains("embedding_model");
        assertThat(failure.text()).contains("other@7", "words@1");
    }

    @Test
    void saysThatAModelIsNotReadyUntilItsVersionIsKnown() {
        EmbeddingModel loading =
                WORDS.toBuilder().clearVersion().clearDimensions().build();
        FakeChannel service = new FakeChannel(_ -> models(loading));

        assertThat(failure(() -> embeddings(service).settingsFor(CALL, "words")).code())
                .isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure(() -> embeddings(service).newCollectionSettings(CALL))
                        .code())
                .isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThatCode(() -> embeddings(service).requireOffered(CALL, SETTINGS)).doesNotThrowAnyException();
    }

    @Test
    void refusesACollectionWhoseModelIsGoneAndRemembersOneThatIsThere() {
        List<EmbeddingModel> there = new ArrayList<>(List.of(WORDS));
        FakeChannel service = new FakeChannel(_ -> models(there.toArray(EmbeddingModel[]::new)));
        GrpcEmbeddings embeddings = embeddings(service);

        embeddings.requireOffered(CALL, SETTINGS);
        embeddings.requireOffered(CALL, SETTINGS);
        assertThat(service.requests).hasSize(1);

        there.set(0, WORDS.toBuilder().setVersion("2").build());
        QuernException failure = failure(() -> embeddings(service).requireOffered(CALL, SETTINGS));
        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(failure.text()).contains("words@1", "words@2");
        there.set(0, OTHER);
        assertThat(failure(() -> embeddings(service).requireOffered(CALL, SETTINGS))
                        .code())
                .isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void embedsTextsInTheirOrder() {
        FakeChannel service = new FakeChannel(_ -> embedded("words@1", vector(1, 2), vector(3, 4)));

        List<float[]> vectors = embeddings(service).embed(CALL, SETTINGS, Purpose.QUERY, List.of("a", "b"));

        assertThat(vectors).containsExactly(new float[] {1, 2}, new float[] {3, 4});
        assertThat(service.requests)
                .containsExactly(EmbedRequest.newBuilder()
                        .setModel("words")
                        .setPurpose(EmbeddingPurpose.EMBEDDING_PURPOSE_QUERY)
                        .addTexts("a")
                        .addTexts("b")
                        .build());
    }

    @Test
    void refusesVectorsThatAreNotWhatTheCollectionHas() {
        for (EmbedResponse wrong : List.of(
                embedded("words@1"),
                embedded("words@1", vector(1, 2), vector(3, 4)),
                embedded("words@1", vector(1, 2, 3)),
                embedded("words@1", vector(1, Float.NaN)))) {
            FakeChannel service = new FakeChannel(_ -> wrong);

            QuernException failure =
                    failure(() -> embeddings(service).embed(CALL, SETTINGS, Purpose.PASSAGE, List.of("a")));

            assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
            assertThat(failure.service()).contains("embedding-service");
        }
    }

    @Test
    void tellsWhereTokensEnd() {
        FakeChannel service = new FakeChannel(_ -> tokenized("words@1", tokens(1, 3, 3), tokens()));

        List<int[]> ends = embeddings(service).tokenEnds(CALL, SETTINGS, List.of("a bc", "\u200B"));

        assertThat(ends).containsExactly(new int[] {1, 3, 3}, new int[] {});
        assertThat(service.requests)
                .containsExactly(TokenizeRequest.newBuilder()
                        .setModel("words")
                        .addTexts("a bc")
                        .addTexts("\u200B")
                        .build());
    }

    @Test
    void refusesTokensThatAreNotInTheirText() {
        for (TokenizeResponse wrong : List.of(
                tokenized("words@1"),
                tokenized("words@1", tokens(1), tokens(1)),
                tokenized("words@1", tokens(2, 1)),
                tokenized("words@1", tokens(-1)),
                tokenized("words@1", tokens(1, 4)))) {
            FakeChannel service = new FakeChannel(_ -> wrong);

            QuernException failure = failure(() -> embeddings(service).tokenEnds(CALL, SETTINGS, List.of("abc")));

            assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
            assertThat(failure.service()).contains("embedding-service");
        }
    }

    @Test
    void saysThatACollectionWasMadeWithAnotherModel() {
        FakeChannel newer = new FakeChannel(request ->
                request instanceof EmbedRequest ? embedded("words@2", vector(1, 2)) : tokenized("words@2", tokens(1)));
        FakeChannel without = new FakeChannel(_ -> {
            throw refused(QuernException.invalid("model", "There is no embedding model of this name."));
        });

        for (FakeChannel service : List.of(newer, without)) {
            for (QuernException failure : List.of(
                    failure(() -> embeddings(service).embed(CALL, SETTINGS, Purpose.PASSAGE, List.of("a"))),
                    failure(() -> embeddings(service).tokenEnds(CALL, SETTINGS, List.of("a"))))) {
                assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
                assertThat(failure.field()).contains("collection");
            }
        }
    }

    @Test
    void passesOnWhyTheServiceRefuses() {
        FakeChannel service = new FakeChannel(_ -> {
            throw refused(QuernException.invalid("texts", "At most 128 texts are taken at once."));
        });
        FakeChannel silent = new FakeChannel(_ -> {
            throw refused(new QuernException(ErrorCode.NOT_IMPLEMENTED, "The provider does not tell."));
        });

        assertThat(failure(() -> embeddings(service).embed(CALL, SETTINGS, Purpose.PASSAGE, List.of("a")))
                        .field())
                .contains("texts");
        assertThat(failure(() -> embeddings(silent).tokenEnds(CALL, SETTINGS, List.of("a")))
                        .code())
                .isEqualTo(ErrorCode.NOT_IMPLEMENTED);
    }

    @Test
    void saysThatTheServiceIsAway() {
        FakeChannel away = new FakeChannel(_ -> {
            throw new StatusException(Status.UNAVAILABLE);
        });

        assertThatThrownBy(() -> embeddings(away).newCollectionSettings(CALL))
                .isInstanceOfSatisfying(QuernException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
                    assertThat(failure.service()).contains("embedding-service");
                });
    }

    private GrpcEmbeddings embeddings(FakeChannel channel) {
        return new GrpcEmbeddings(channel, new RemoteServices(config));
    }

    private static QuernException failure(ThrowingCallable call) {
        return catchThrowableOfType(QuernException.class, call);
    }

    private static StatusException refused(QuernException reason) {
        StatusRuntimeException status = GrpcErrors.toStatus(reason);
        return new StatusException(status.getStatus(), status.getTrailers());
    }

    private static Message models(EmbeddingModel... models) {
        return DescribeModelsResponse.newBuilder().addAllModels(List.of(models)).build();
    }

    private static EmbedResponse embedded(String model, Embedding... embeddings) {
        return EmbedResponse.newBuilder()
                .setModel(model)
                .addAllEmbeddings(List.of(embeddings))
                .build();
    }

    private static Embedding vector(float... components) {
        Embedding.Builder vector = Embedding.newBuilder();
        for (float component : components) {
            vector.addVector(component);
        }
        return vector.build();
    }

    private static TokenizeResponse tokenized(String model, Tokens... tokens) {
        return TokenizeResponse.newBuilder()
                .setModel(model)
                .addAllTokens(List.of(tokens))
                .build();
    }

    private static Tokens tokens(int... ends) {
        Tokens.Builder tokens = Tokens.newBuilder();
        for (int end : ends) {
            tokens.addEnds(end);
        }
        return tokens.build();
    }
}
