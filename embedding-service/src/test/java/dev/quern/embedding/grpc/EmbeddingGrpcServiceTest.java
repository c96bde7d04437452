package dev.quern.embedding.grpc;

import static dev.quern.embedding.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.embedding.v1.DescribeModelsRequest;
import dev.quern.protocol.embedding.v1.EmbedRequest;
import dev.quern.protocol.embedding.v1.EmbedResponse;
import dev.quern.protocol.embedding.v1.Embedding;
import dev.quern.protocol.embedding.v1.EmbeddingModel;
import dev.quern.protocol.embedding.v1.EmbeddingPurpose;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc;
import dev.quern.protocol.embedding.v1.EmbeddingServiceGrpc.EmbeddingServiceBlockingV2Stub;
import dev.quern.protocol.embedding.v1.ModelState;
import dev.quern.protocol.embedding.v1.RerankRequest;
import dev.quern.protocol.embedding.v1.TokenizeRequest;
import dev.quern.protocol.embedding.v1.TokenizeResponse;
import dev.quern.protocol.embedding.v1.Tokens;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.Identity;
import dev.quern.protocol.grpc.RemoteService;
import io.grpc.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EmbeddingGrpcServiceTest {
    @GrpcClient("embedding")
    Channel channel;

    @Inject
    Identity identity;

    @Inject
    CallConfig config;

    @Inject
    MeterRegistry registry;

    @TestHTTPResource("/q/health/ready")
    URI readiness;

    private RemoteService remote;
    private EmbeddingServiceBlockingV2Stub stub;

    @BeforeEach
    void connect() {
        remote = new RemoteService("embedding-service", config);
        stub = EmbeddingServiceGrpc.newBlockingV2Stub(channel);
    }

    @Test
    void embedsTextsInTheirOrder() {
        EmbedResponse both = embed(Scope.ASK, List.of("grain", "The quern is a small mill that grinds grain."));
        EmbedResponse second = embed(Scope.INGEST, List.of("The quern is a small mill that grinds grain."));

        assertThat(both.getEmbeddingsList()).hasSize(2);
        assertThat(both.getModel()).matches("all-MiniLM-L6-v2@[0-9a-f]{12}").isEqualTo(second.getModel());
        assertThat(both.getEmbeddings(1).getVectorList()).hasSize(384);
        assertThat(both.getEmbeddings(0).getTokenCount()).isEqualTo(3);
        assertThat(cosine(both.getEmbeddings(1), second.getEmbeddings(0))).isGreaterThan(.9999);
    }

    private static double cosine(Embedding left, Embedding right) {
        double cosine = 0;
        for (int d = 0; d < 384; d++) {
            cosine += (double) left.getVector(d) * right.getVector(d);
        }
        return cosine;
    }

    @Test
    void answersManyCallersAtOnce() throws Exception {
        List<Callable<Boolean>> callers = IntStream.range(0, 16)
                .mapToObj(caller -> (Callable<Boolean>) () -> {
                    List<String> texts = IntStream.range(0, 8)
                            .mapToObj(i -> "Wheel " + caller + " turns stone " + "after stone ".repeat(i))
                            .toList();
                    List<Embedding> together = embed(Scope.ASK, texts).getEmbeddingsList();
                    // Another scope changes nothing, and a text with a space more is a text of its own.
                    Embedding alone =
                            embed(Scope.INGEST, List.of(texts.get(3) + " ")).getEmbeddings(0);
                    return together.size() == 8 && cosine(together.get(3), alone) > .9999;
                })
                .toList();

        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> right : executor.invokeAll(callers)) {
                assertThat(right.get()).isTrue();
            }
        }
        assertThat(registry.get("quern.embedding.pending").gauge().value()).isZero();
        assertThat(registry.get("quern.embedding.texts")
                        .tag("model", "all-MiniLM-L6-v2")
                        .counter()
                        .count())
                .isGreaterThanOrEqualTo(128);
    }

    @Test
    void computesNoMoreForACallerThatHasLeft() throws Exception {
        embed(Scope.ASK, List.of("grain"));
        double before = computed();
        List<String> texts = IntStream.range(0, 128)
                .mapToObj(i -> "leaving " + i + " grain".repeat(200))
                .toList();
        FutureTask<QuernException> failure =
                new FutureTask<>(() -> catchThrowableOfType(QuernException.class, () -> embed(Scope.ASK, texts)));
        Thread caller = Thread.ofVirtual().start(failure);
        await(() -> gauge("quern.embedding.waiting") > 100);

        caller.interrupt();

        await(() -> gauge("quern.embedding.pending") == 0);
        assertThat(failure.get().code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(computed() - before).isLessThan(128);
        assertThat(embed(Scope.ASK, List.of("grain again")).getEmbeddingsCount())
                .isEqualTo(1);
    }

    private double computed() {
        return registry.get("quern.embedding.batch").summary().totalAmount();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    @Test
    void describesItsModelAndIsReadyOnceItIsLoaded() throws Exception {
        embed(Scope.ASK, List.of("grain"));

        EmbeddingModel model = remote.idempotent(
                        call(Scope.ASK), stub, s -> s.describeModels(DescribeModelsRequest.getDefaultInstance()))
                .getModels(0);

        assertThat(model.getState()).isEqualTo(ModelState.MODEL_STATE_READY);
        assertThat(model.getDefaultModel()).isTrue();
        assertThat(model.getMaxBatch()).isEqualTo(128);
        assertThat(model.getMaxTokens()).isEqualTo(256);
        assertThat(model.getDimensions()).isEqualTo(384);
        try (HttpClient http = HttpClient.newHttpClient()) {
            var health = http.send(HttpRequest.newBuilder(readiness).build(), BodyHandlers.ofString());
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("embedding: models", "all-MiniLM-L6-v2", "ready @");
        }
    }

    @Test
    void refusesBadInputAndNamesTheField() {
        assertThat(refused(request(List.of())).field()).contains("texts");
        assertThat(refused(request(Collections.nCopies(129, "grain"))).field()).contains("texts");
        assertThat(refused(request(List.of("grain", "  "))).field()).contains("texts[1]");
        assertThat(refused(request(List.of("x".repeat(1_048_577)))).field()).contains("texts[0]");
        assertThat(refused(request(List.of("grain")).setModel("unheard-of")).field())
                .contains("model");
        assertThat(refused(request(List.of("grain")).setPurposeValue(77)).field())
                .contains("purpose");
        assertThat(refused(request(List.of("grain")).setPriorityValue(77)).field())
                .contains("priority");
    }

    @Test
    void refusesTenThousandTextsAndSaysHowManyOrHowMuchIsTaken() {
        assertThat(refused(request(Collections.nCopies(10_000, "grain"))).text())
                .contains("128", "10000");

        QuernException failure = catchThrowableOfType(
                QuernException.class, () -> embed(Scope.ASK, Collections.nCopies(10_000, "grain ".repeat(200))));

        assertThat(failure.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(failure.text()).contains("8 MiB");
    }

    @Test
    void embedsOnlyForThoseWhoMayAskOrIngest() {
        QuernException failure = catchThrowableOfType(QuernException.class, () -> embed(Scope.ADMIN, List.of("grain")));

        assertThat(failure.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    }

    @Test
    void tellsWhereTheTokensOfTextsEnd() {
        TokenizeResponse response = tokenize(Scope.INGEST, "Grain, ground.", "\uD83C\uDF3E mill");

        assertThat(response.getModel())
                .isEqualTo(embed(Scope.ASK, List.of("grain")).getModel());
        assertThat(response.getTokensList())
                .extracting(Tokens::getEndsList)
                .containsExactly(List.of(5, 6, 13, 14), List.of(2, 7));
    }

    @Test
    void tellsNoTokensToOthersOrOfTextsThatBreakALimit() {
        assertThat(catchThrowableOfType(QuernException.class, () -> tokenize(Scope.ADMIN, "grain"))
                        .code())
                .isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(catchThrowableOfType(QuernException.class, () -> tokenize(Scope.INGEST, "grain", " "))
                        .field())
                .contains("texts[1]");
        assertThat(catchThrowableOfType(
                                QuernException.class,
                                () -> tokenize(
                                        Scope.INGEST,
                                        Collections.nCopies(129, "grain").toArray(String[]::new)))
                        .field())
                .contains("texts");
    }

    private TokenizeResponse tokenize(Scope scope, String... texts) {
        TokenizeRequest request =
                TokenizeRequest.newBuilder().addAllTexts(List.of(texts)).build();
        return remote.idempotent(call(scope), stub, s -> s.tokenize(request));
    }

    @Test
    void saysThatNoRerankingModelIsConfigured() {
        QuernException failure = catchThrowableOfType(
                QuernException.class,
                () -> remote.idempotent(call(Scope.ASK), stub, s -> s.rerank(RerankRequest.getDefaultInstance())));

        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_IMPLEMENTED);
        assertThat(failure.text()).contains("reranking model");
    }

    private EmbedResponse embed(Scope scope, List<String> texts) {
        return remote.idempotent(call(scope), stub, s -> s.embed(request(texts).build()));
    }

    private QuernException refused(EmbedRequest.Builder request) {
        QuernException failure = catchThrowableOfType(
                QuernException.class, () -> remote.idempotent(call(Scope.ASK), stub, s -> s.embed(request.build())));
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        return failure;
    }

    private static EmbedRequest.Builder request(List<String> texts) {
        return EmbedRequest.newBuilder().addAllTexts(texts).setPurpose(EmbeddingPurpose.EMBEDDING_PURPOSE_PASSAGE);
    }

    private Call call(Scope scope) {
        return new Call(
                identity.sign("acme", "test", Set.of(scope), Priority.INTERACTIVE),
                Deadline.after(Duration.ofMinutes(2)),
                "0123456789abcdef0123456789abcdef");
    }
}
