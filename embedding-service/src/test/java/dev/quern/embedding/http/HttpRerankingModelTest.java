package dev.quern.embedding.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.embedding.http.ScriptedServer.Script;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRerankingModelTest {
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @Test
    void asksTheWayCohereAndItsLikeExpect() throws Exception {
        ScriptedServer server = server(Provider::cohereRerank);
        HttpRerankingModel model = connect(RerankingDialect.COHERE, server);

        compute(model, model.prepare("stone", "a stone"), model.prepare("stone", "a sail"));

        assertThat(server.lastRequest().line()).isEqualTo("POST /v1/rerank HTTP/1.1");
        assertThat(server.lastRequest().headers()).contains("Authorization: Bearer " + Provider.KEY);
        assertThat(server.lastRequest().json()).isEqualTo(Json.MAPPER.readTree("""
                {"model": "their-model", "query": "stone", "documents": ["a stone", "a sail"],
                 "return_documents": false}"""));
    }

    @Test
    void asksTheWayTextEmbeddingsInferenceExpectsAndNotToCut() throws Exception {
        ScriptedServer server = server(Provider::teiRerank);
        HttpRerankingModel model = connect(RerankingDialect.TEI, server);

        compute(model, model.prepare("stone", "a stone"));

        assertThat(server.lastRequest().line()).isEqualTo("POST /v1/rerank HTTP/1.1");
        assertThat(server.lastRequest().json()).isEqualTo(Json.MAPPER.readTree("""
                {"query": "stone", "texts": ["a stone"], "truncate": false, "raw_scores": false}"""));
    }

    @ParameterizedTest
    @EnumSource(RerankingDialect.class)
    void givesEachPassageItsOwnScoreWhateverTheOrderOfTheAnswer(RerankingDialect dialect) throws Exception {
        HttpRerankingModel model = connect(dialect, server(script(dialect)));

        List<Float> scores = compute(
                model,
                model.prepare("mill stone", "a sail"),
                model.prepare("mill stone", "the mill has a stone"),
                model.prepare("mill stone", "a mill"));

        assertThat(scores).containsExactly(0f, 2f, 1f);
    }

    @ParameterizedTest
    @EnumSource(RerankingDialect.class)
    void asksOncePerQueryWhenABatchHasSeveral(RerankingDialect dialect) throws Exception {
        ScriptedServer server = server(script(dialect));
        HttpRerankingModel model = connect(dialect, server);

        List<Float> scores = compute(
                model,
                model.prepare("stone", "a stone"),
                model.prepare("sail", "a stone"),
                model.prepare("stone", "a sail"),
                model.prepare("sail", "a sail"));

        assertThat(scores).containsExactly(1f, 0f, 0f, 1f);
        assertThat(server.requests.subList(1, server.requests.size()))
                .extracting(request -> request.json().get("query").asText())
                .containsExactly("stone", "sail");
    }

    @Test
    void namesThePassageThatIsTooLong() throws Exception {
        HttpRerankingModel model = connect(
                RerankingDialect.TEI,
                server(
                        Provider::teiRerank,
                        exchange -> exchange.reply(
                                422,
                                "{\"error\": \"`inputs` must have less than 512 tokens. Given: 600\", \"error_type\": \"Validation\"}")));

        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> compute(model, model.prepare("stone", "a stone")));

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.field()).contains("passages");
        assertThat(failure.text()).contains("passage", "longer", "`ours`");
    }

    @Test
    void refusesAPassageThatTheServerWouldCutSilently() throws Exception {
        HttpRerankingModel model = connect(RerankingDialect.COHERE, server(Provider::cohereRerank));
        HttpRerankingModel telling = connect(RerankingDialect.TEI, server(Provider::teiRerank));
        String tooLong = "stone ".repeat(2_000);

        QuernException failure = catchThrowableOfType(QuernException.class, () -> model.prepare("stone", tooLong));

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.field()).contains("passages");
        assertThat(telling.prepare("stone", tooLong).passage()).isEqualTo(tooLong);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"NaN\"", "1e999"})
    void doesNotBelieveAScoreThatIsNone(String score) throws Exception {
        assertThat(failure("[{\"index\": 0, \"score\": " + score + "}]").code()).isEqualTo(ErrorCode.INTERNAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"index\": 1, \"score\": 1}]",
                "[{\"index\": 0}]",
                "[{\"score\": 1}]",
                "[{\"index\": 0, \"score\": 1}, {\"index\": 1, \"score\": 1}]",
            })
    void doesNotBelieveScoresForOtherPassages(String answer) throws Exception {
        assertThat(failure(answer).code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void failsToConnectWhenTheServerDoesNotKnowTheModel() {
        ScriptedServer server = server(exchange -> exchange.reply(404, "{\"message\": \"model not found\"}"));

        assertThatThrownBy(() -> connect(RerankingDialect.COHERE, server))
                .hasMessageContaining("does not know the model");
    }

    @Test
    void isDescribedByItsOwnNameAndRefusesWorkOnceClosed() throws Exception {
        HttpRerankingModel model = connect(RerankingDialect.COHERE, server(Provider::cohereRerank));
        assertThat(model.description().name()).isEqualTo("ours");
        assertThat(model.description().version()).matches("[0-9a-f]{12}");
        assertThat(model.shape()).isEqualTo(Provider.SHAPE);

        model.close();

        assertThatThrownBy(model::check).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> model.prepare("a", "b")).isInstanceOf(QuernException.class);
    }

    private QuernException failure(String answer) throws Exception {
        HttpRerankingModel model =
                connect(RerankingDialect.TEI, server(Provider::teiRerank, exchange -> exchange.reply(200, answer)));
        return catchThrowableOfType(QuernException.class, () -> compute(model, model.prepare("stone", "a stone")));
    }

    private ScriptedServer server(Script... scripts) {
        ScriptedServer server = new ScriptedServer(scripts);
        opened.add(server);
        return server;
    }

    private HttpRerankingModel connect(RerankingDialect dialect, ScriptedServer server) throws InterruptedException {
        HttpRerankingModel model = HttpRerankingModel.connect("ours", dialect, Provider.at(server.url()), 512);
        opened.add(model);
        return model;
    }

    private static List<Float> compute(HttpRerankingModel model, RemotePassage... inputs) throws InterruptedException {
        return model.compute(List.of(inputs), Deadline.after(Duration.ofMinutes(5)));
    }

    private static Script script(RerankingDialect dialect) {
        return switch (dialect) {
            case COHERE -> Provider::cohereRerank;
            case TEI -> Provider::teiRerank;
        };
    }
}
