package dev.quern.retrieval.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Message;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.embedding.v1.DescribeModelsRequest;
import dev.quern.protocol.embedding.v1.DescribeModelsResponse;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc;
import dev.quern.protocol.embedding.v1.ModelState;
import dev.quern.protocol.embedding.v1.Relevance;
import dev.quern.protocol.embedding.v1.RerankRequest;
import dev.quern.protocol.embedding.v1.RerankResponse;
import dev.quern.protocol.embedding.v1.RerankingModel;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.retrieval.TestCalls;
import io.grpc.Status;
import io.grpc.StatusException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TemporaryState.class)
class GrpcRerankingTest {
    private static final Call CALL = TestCalls.of("acme");
    private static final RerankingModel MODEL = RerankingModel.newBuilder()
            .setName("judge")
            .setVersion("1")
            .setMaxBatch(2)
            .setDefaultModel(true)
            .setState(ModelState.MODEL_STATE_READY)
            .build();

    @Inject
    CallConfig config;

    @Test
    void scoresPassagesInCallsThatTheModelTakes() {
        FakeChannel service = new FakeChannel(request -> answer(request, MODEL));

        List<Float> scores = reranking(service)
                .relevance(CALL, "q", List.of("a", "bbb", "cc", "dddd", "e"))
                .orElseThrow();

        assertThat(scores).containsExactly(1f, 3f, 2f, 4f, 1f);
        assertThat(service.requests)
                .filteredOn(RerankRequest.class::isInstance)
                .extracting(request -> ((RerankRequest) request).getPassagesCount())
                .containsExactly(2, 2, 1);
        assertThat(service.requests).filteredOn(RerankRequest.class::isInstance).allSatisfy(request -> {
            assertThat(((RerankRequest) request).getModel()).isEqualTo("judge");
            assertThat(((RerankRequest) request).getQuery()).isEqualTo("q");
        });
    }

    @Test
    void asksForTheModelOnlyNowAndThen() {
        FakeChannel service = new FakeChannel(request -> answer(request, MODEL));
        GrpcReranking reranking = reranking(service);

        reranking.relevance(CALL, "q", List.of("a"));
        reranking.relevance(CALL, "q", List.of("a"));

        assertThat(service.requests)
                .filteredOn(DescribeModelsRequest.class::isInstance)
                .hasSize(1);
    }

    @Test
    void hasNoScoresWithoutADefaultModel() {
        for (RerankingModel[] models : new RerankingModel[][] {
            {}, {MODEL.toBuilder().setDefaultModel(false).build()}
        }) {
            FakeChannel service = new FakeChannel(request -> answer(request, models));

            assertThat(reranking(service).relevance(CALL, "q", List.of("a"))).isEmpty();
            assertThat(service.requests).hasSize(1);
        }
    }

    @Test
    void saysThatTheDefaultModelIsNotReadyUntilItIs() {
        List<ModelState> states = new ArrayList<>(List.of(
                ModelState.MODEL_STATE_LOADING, ModelState.MODEL_STATE_UNAVAILABLE, ModelState.MODEL_STATE_READY));
        FakeChannel service = new FakeChannel(request -> answer(
                request,
                MODEL.toBuilder()
                        .setState(request instanceof DescribeModelsRequest ? states.removeFirst() : MODEL.getState())
                        .build()));
        GrpcReranking reranking = reranking(service);

        for (int i = 0; i < 2; i++) {
            QuernException failure =
                    catchThrowableOfType(QuernException.class, () -> reranking.relevance(CALL, "q", List.of("a")));
            assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
            assertThat(failure.service()).contains("embedding-service");
        }
        assertThat(reranking.relevance(CALL, "q", List.of("a"))).contains(List.of(1f));
    }

    @Test
    void knowsWhichModelThereIsAsItWasSaidLast() {
        FakeChannel service = new FakeChannel(request -> answer(request, MODEL));
        GrpcReranking reranking = reranking(service);

        assertThat(reranking.model(CALL)).isEqualTo("judge@1");
        assertThat(reranking.model(CALL)).isEqualTo("judge@1");
        assertThat(service.requests).hasSize(1);
    }

    @Test
    void doesNotWaitForANameAgainThatNobodyGave() {
        FakeChannel away = new FakeChannel(_ -> {
            throw new StatusException(Status.UNAVAILABLE);
        });
        GrpcReranking reranking = reranking(away);

        assertThat(reranking.model(CALL)).isEmpty();
        int requests = away.requests.size();
        assertThat(reranking.model(CALL)).isEmpty();

        assertThat(away.requests).hasSize(requests);
    }

    @Test
    void leavesTheRestOfTheServiceAloneWhenItFails() {
        FakeChannel away = new FakeChannel(_ -> {
            throw new StatusException(Status.UNAVAILABLE);
        });
        RemoteServices services = new RemoteServices(config);
        GrpcReranking reranking = new GrpcReranking(away, services);

        for (int i = 0; i < 30; i++) {
            assertThatThrownBy(() -> reranking.relevance(CALL, "q", List.of("a")))
                    .isInstanceOf(QuernException.class);
        }

        String answer = services.named("embedding-service")
                .once(CALL, EmbeddingServiceGrpc.newBlockingV2Stub(away), _ -> "called");
        assertThat(answer).isEqualTo("called");
    }

    @Test
    void refusesScoresOfTheWrongNumber() {
        FakeChannel service = new FakeChannel(request ->
                request instanceof RerankRequest ? RerankResponse.getDefaultInstance() : answer(request, MODEL));

        QuernException failure = catchThrowableOfType(
                QuernException.class, () -> reranking(service).relevance(CALL, "q", List.of("a")));

        assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(failure.service()).contains("embedding-service");
    }

    @Test
    void saysThatTheServiceIsAway() {
        FakeChannel away = new FakeChannel(_ -> {
            throw new StatusException(Status.UNAVAILABLE);
        });

        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> reranking(away).relevance(CALL, "q", List.of("a")));

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure.service()).contains("embedding-service");
    }

    private GrpcReranking reranking(FakeChannel channel) {
        return new GrpcReranking(channel, new RemoteServices(config));
    }

    /** The longer a passage, the more relevant. */
    private static Message answer(Message request, RerankingModel... models) {
        return switch (request) {
            case DescribeModelsRequest _ ->
                DescribeModelsResponse.newBuilder()
                        .addAllRerankingModels(List.of(models))
                        .build();
            case RerankRequest rerank -> {
                RerankResponse.Builder response = RerankResponse.newBuilder();
                rerank.getPassagesList()
                        .forEach(passage ->
                                response.addRelevances(Relevance.newBuilder().setScore(passage.length())));
                yield response.build();
            }
            default -> throw new AssertionError(request);
        };
    }
}
