package dev.quern.embedding.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.embedding.EmbeddingModel;
import dev.quern.embedding.EmbeddingModelContract;
import dev.quern.embedding.Prefixes;
import dev.quern.embedding.ProviderSettings;
import dev.quern.embedding.Purpose;
import dev.quern.embedding.Vectors;
import dev.quern.embedding.http.ScriptedServer.Script;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract over OpenAI's API, which may answer in any order, and what each dialect sends and refuses to believe. */
class HttpEmbeddingModelTest extends EmbeddingModelContract {
    private static final Prefixes PREFIXES = new Prefixes("query: ", "passage: ");

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterAll
    void closeServers() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @Override
    protected EmbeddingModel<?> open() throws Exception {
        return connect(EmbeddingDialect.OPENAI, server(Provider::openAi), Prefixes.NONE, true);
    }

    @Test
    void asksTheWayOpenAiExpects() throws Exception {
        ScriptedServer server = server(Provider::openAi);
        HttpEmbeddingModel model = connect(EmbeddingDialect.OPENAI, server, PREFIXES, true);

        compute(model, Purpose.QUERY, "What?", "Why?");

        assertThat(server.lastRequest().line()).isEqualTo("POST /v1/embeddings HTTP/1.1");
        assertThat(server.lastRequest().headers())
                .contains("Authorization: Bearer " + Provider.KEY, "Content-Type: application/json");
        assertThat(server.lastRequest().json()).isEqualTo(json("""
                {"model": "their-model", "input": ["query: What?", "query: Why?"], "encoding_format": "float"}"""));
    }

    @Test
    void asksTheWayOllamaExpectsAndNotToCut() throws Exception {
        ScriptedServer server = server(Provider::ollama);
        HttpEmbeddingModel model = connect(EmbeddingDialect.OLLAMA, server, PREFIXES, true);

        compute(model, Purpose.PASSAGE, "So.");

        assertThat(server.lastRequest().line()).isEqualTo("POST /v1/api/embed HTTP/1.1");
        assertThat(server.lastRequest().json()).isEqualTo(json("""
                {"model": "their-model", "input": ["passage: So."], "truncate": false}"""));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void asksTheWayTextEmbeddingsInferenceExpectsAndNotToCut(boolean normalize) throws Exception {
        ScriptedServer server = server(Provider::tei);
        HttpEmbeddingModel model = connect(EmbeddingDialect.TEI, server, Prefixes.NONE, normalize);

        compute(model, Purpose.PASSAGE, "So.");

        assertThat(server.lastRequest().line()).isEqualTo("POST /v1/embed HTTP/1.1");
        assertThat(server.lastRequest().json()).isEqualTo(json("""
                {"inputs": ["So."], "truncate": false, "normalize": %s}""".formatted(normalize)));
    }

    @Test
    void doesNotTellTokens() {
        QuernException failure = catchThrowableOfType(QuernException.class, () -> model().tokenEnds("grain"));

        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_IMPLEMENTED);
        assertThat(failure.text()).contains(model().description().name());
    }

    @ParameterizedTest
    @EnumSource(EmbeddingDialect.class)
    void givesEachTextItsOwnVector(EmbeddingDialect dialect) throws Exception {
        HttpEmbeddingModel model = connect(dialect, server(script(dialect)), Prefixes.NONE, false);

        List<float[]> vectors = compute(model, Purpose.QUERY, "a", "b", "c");

        assertThat(vectors)
                .usingElementComparator(Arrays::compare)
                .containsExactly(Provider.vector("a"), Provider.vector("b"), Provider.vector("c"));
    }

    @ParameterizedTest
    @EnumSource(EmbeddingDialect.class)
    void scalesToUnitLengthWhenAsked(EmbeddingDialect dialect) throws Exception {
        HttpEmbeddingModel model = connect(dialect, server(script(dialect)), Prefixes.NONE, true);

        float[] vector = compute(model, Purpose.QUERY, "a").getFirst();

        float[] sent = Provider.vector("a");
        assertThat(Vectors.cosine(vector, vector)).isCloseTo(1, within(1e-6));
        assertThat(Vectors.cosine(vector, sent)).isCloseTo(Math.sqrt(Vectors.cosine(sent, sent)), within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(EmbeddingDialect.class)
    void asksForDimensionsOnlyWhenTheyAreConfigured(EmbeddingDialect dialect) throws Exception {
        ScriptedServer server = server(script(dialect));
        opened.add(HttpEmbeddingModel.connect(
                "ours",
                dialect,
                Provider.at(server.url(), Duration.ofSeconds(30), OptionalInt.of(Provider.DIMENSIONS)),
                Prefixes.NONE,
                true,
                512));

        assertThat(server.lastRequest().json().get("dimensions").asInt()).isEqualTo(Provider.DIMENSIONS);
    }

    @Test
    void failsToConnectWhenTheServerDoesNotGiveTheDimensionsAskedFor() {
        ProviderSettings provider =
                Provider.at(server(Provider::ollama).url(), Duration.ofSeconds(30), OptionalInt.of(8));

        assertThatThrownBy(() ->
                        HttpEmbeddingModel.connect("ours", EmbeddingDialect.OLLAMA, provider, Prefixes.NONE, true, 512))
                .hasMessageContaining("16 components and not of 8");
    }

    @Test
    void describesTheModelByItsOwnNameAndTheProvidersShape() throws Exception {
        HttpEmbeddingModel model = connect(EmbeddingDialect.TEI, server(Provider::tei), Prefixes.NONE, true);

        assertThat(model.description().name()).isEqualTo("ours");
        assertThat(model.description().dimensions()).isEqualTo(Provider.DIMENSIONS);
        assertThat(model.description().maxTokens()).isEqualTo(512);
        assertThat(model.description().version()).matches("[0-9a-f]{12}");
        assertThat(model.shape()).isEqualTo(Provider.SHAPE);
    }

    @Test
    void hasAnotherVersionForEverythingThatMakesOtherVectors() throws Exception {
        ScriptedServer server = server(Provider::openAi);
        List<String> versions = Stream.of(
                        connect(EmbeddingDialect.OPENAI, server, Prefixes.NONE, true),
                        connect(EmbeddingDialect.OPENAI, server, Prefixes.NONE, false),
                        connect(EmbeddingDialect.OPENAI, server, new Prefixes("p", ""), true),
                        connect(EmbeddingDialect.OPENAI, server, new Prefixes("", "p"), true),
                        connect(EmbeddingDialect.OPENAI, server(Provider::openAi), Prefixes.NONE, true),
                        connect(EmbeddingDialect.TEI, server(Provider::tei), Prefixes.NONE, true))
                .map(model -> model.description().version())
                .toList();

        assertThat(versions).doesNotHaveDuplicates();
        assertThat(connect(EmbeddingDialect.OPENAI, server, Prefixes.NONE, true)
                        .description()
                        .version())
                .isEqualTo(versions.getFirst());
    }

    @Test
    void hasAnotherVersionWhenTheServerSaysThatItHasAnotherModelOrRevision() throws Exception {
        ScriptedServer server = server(Provider::tei);

        List<String> versions = new ArrayList<>();
        for (String info : List.of(
                "{\"model_id\": \"a\", \"model_sha\": \"1\"}",
                "{\"model_id\": \"a\", \"model_sha\": \"2\"}",
                "{\"model_id\": \"b\", \"model_sha\": \"2\"}",
                "{\"model_id\": \"a\", \"model_sha\": \"1\"}")) {
            server.telling(exchange -> exchange.reply(200, info));
            versions.add(connect(EmbeddingDialect.TEI, server, Prefixes.NONE, true)
                    .description()
                    .version());
        }

        assertThat(versions.subList(0, 3)).doesNotHaveDuplicates();
        assertThat(versions.getLast()).isEqualTo(versions.getFirst());
    }

    @Test
    void estimatesTheLengthOfATextWithItsPrefixAndCountsNoTokens() throws Exception {
        HttpEmbeddingModel model = connect(EmbeddingDialect.TEI, server(Provider::tei), PREFIXES, true);

        RemoteText text = model.prepare("x".repeat(100), Purpose.QUERY);

        assertThat(text.length()).isEqualTo(107 / 4 + 1);
        assertThat(text.tokenCount()).isZero();
        assertThat(text.truncated()).isFalse();
    }

    @Test
    void doesNotBelieveAnAnswerWithTooFewVectors() throws Exception {
        assertThat(failure("[[1, 2]]").code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void doesNotBelieveVectorsOfAnotherLength() throws Exception {
        QuernException failure = failure("[[1, 2], [1, 2, 3]]");

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure.text()).contains("of 3 components and not of 2");
    }

    /** As internal, so that the scheduler finds out which text it was. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "\"NaN\"", "1e999", "\"Infinity\""})
    void doesNotBelieveANumberThatIsNone(String number) throws Exception {
        assertThat(failure("[[1, 2], [" + number + ", 2]]").code()).isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void doesNotBelieveAVectorWithoutADirection() throws Exception {
        assertThat(failure("[[1, 2], [0, 0]]").code()).isEqualTo(ErrorCode.INTERNAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "<html>",
                "{}",
                "[[1, 2], null]",
                "[[1, 2], \"AAAA\"]",
                "[[1, NaN], [1, 2]]",
                "[[1, 2], [1",
            })
    void doesNotBelieveWhatIsNoAnswer(String answer) throws Exception {
        assertThat(failure(answer).code()).isIn(ErrorCode.SERVICE_UNAVAILABLE, ErrorCode.INTERNAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"index\": 0, \"embedding\": [1]}]}",
                "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"index\": 2, \"embedding\": [1]}]}",
                "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"index\": -1, \"embedding\": [1]}]}",
                "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"embedding\": [1]}]}",
                "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"index\": 1}]}",
                "{\"data\": [{\"index\": 0, \"embedding\": [1]}]}",
            })
    void doesNotBelieveAnIndexThatCannotBe(String answer) throws Exception {
        HttpEmbeddingModel model = connect(
                EmbeddingDialect.OPENAI,
                server(replying(200, "{\"data\": [{\"index\": 0, \"embedding\": [1]}]}"), replying(200, answer)),
                Prefixes.NONE,
                true);

        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> compute(model, Purpose.QUERY, "a", "b"));

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    private QuernException failure(String answer) throws Exception {
        HttpEmbeddingModel model = connect(
                EmbeddingDialect.TEI, server(replying(200, "[[1, 2]]"), replying(200, answer)), Prefixes.NONE, true);
        return catchThrowableOfType(QuernException.class, () -> compute(model, Purpose.QUERY, "a", "b"));
    }

    private ScriptedServer server(Script... scripts) {
        ScriptedServer server = new ScriptedServer(scripts);
        opened.add(server);
        return server;
    }

    private HttpEmbeddingModel connect(
            EmbeddingDialect dialect, ScriptedServer server, Prefixes prefixes, boolean normalize)
            throws InterruptedException {
        HttpEmbeddingModel model =
                HttpEmbeddingModel.connect("ours", dialect, Provider.at(server.url()), prefixes, normalize, 512);
        opened.add(model);
        return model;
    }

    private static List<float[]> compute(HttpEmbeddingModel model, Purpose purpose, String... texts)
            throws InterruptedException {
        List<RemoteText> inputs =
                Stream.of(texts).map(text -> model.prepare(text, purpose)).toList();
        return model.compute(inputs, Deadline.after(Duration.ofMinutes(5)));
    }

    private static Script script(EmbeddingDialect dialect) {
        return switch (dialect) {
            case OPENAI -> Provider::openAi;
            case OLLAMA -> Provider::ollama;
            case TEI -> Provider::tei;
        };
    }

    private static Script replying(int status, String body) {
        return exchange -> exchange.reply(status, body);
    }

    private static JsonNode json(String text) throws IOException {
        return Json.MAPPER.readTree(text);
    }
}
