package dev.quern.embedding.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.embedding.ProviderSettings;
import dev.quern.embedding.http.ScriptedServer.Script;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every model of another server has in common: failures, second attempts, time, and who gives up when. */
class ModelServerTest {
    private static final Script GOOD = exchange -> exchange.reply(200, "good");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened.reversed()) {
            resource.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_ARGUMENT, is not accepted",
        "401, SERVICE_UNAVAILABLE, quern.embedding.models.ours.provider.api-key",
        "403, SERVICE_UNAVAILABLE, quern.embedding.models.ours.provider.api-key",
        "404, SERVICE_UNAVAILABLE, does not know the model",
        "408, SERVICE_UNAVAILABLE, failed (408)",
        "413, INVALID_ARGUMENT, longer than the model `ours` reads",
        "422, INVALID_ARGUMENT, is not accepted",
        "424, SERVICE_UNAVAILABLE, failed (424)",
        "429, OVERLOADED, has no room",
        "500, SERVICE_UNAVAILABLE, failed (500)",
        "501, SERVICE_UNAVAILABLE, failed (501)",
    })
    void tellsEachRefusalAsItsOwnFailureAndDoesNotTryAgain(int status, ErrorCode code, String sentence) {
        ScriptedServer provider =
                provider(replying(status, "{\"error\": {\"message\": \"internals of theirs\"}}"), GOOD);

        QuernException failure = failure(server(provider), LONG);

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.text()).contains(sentence, "`ours`").doesNotContain("internals", "their-model", "127.0.0.1");
        assertThat(provider.requests).hasSize(1);
        if (code == ErrorCode.INVALID_ARGUMENT) {
            assertThat(failure.field()).contains("texts");
        } else {
            assertThat(failure.service()).contains("embedding model ours");
        }
    }

    /** As the servers say it, some with a status that means their own failure. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {'error': {'message': 'This model\\'s maximum context length is 8192 tokens, however you requested 9000.'}}",
                "400 | {'error': {'message': 'Invalid \\'input[0]\\': maximum input length is 8192 tokens.'}}",
                "400 | {'error': 'the input length exceeds the context length'}",
                "413 | {'error': '`inputs` must have less than 512 tokens. Given: 600', 'error_type': 'Validation'}",
                "422 | {'error': '`inputs` must have less than 512 tokens. Given: 600', 'error_type': 'Validation'}",
                "422 | {'detail': [{'loc': ['body'], 'msg': 'text is too long', 'input': 'x'}]}",
                "500 | {'error': {'code': 500, 'message': 'input (2001 tokens) is too large to process. increase the physical batch size'}}",
            })
    void tellsThatATextIsTooLong(int status, String body) {
        String json = body.replace("\\'", "\u0000").replace('\'', '"').replace("\u0000", "'");

        QuernException failure = failure(server(provider(replying(status, json))), LONG);

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.text()).contains("A text is longer than the model `ours` reads");
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void triesAgainOnceWhenAGatewayFails(int status) throws Exception {
        ScriptedServer provider = provider(replying(status, ""), GOOD);

        assertThat(ask(server(provider), LONG)).isEqualTo("good");
        assertThat(provider.requests).hasSize(2);
        assertThat(provider.requests.getLast().body())
                .isEqualTo(provider.requests.getFirst().body());
    }

    @Test
    void triesAgainOnlyOnce() {
        ScriptedServer provider = provider(replying(503, ""), replying(503, ""), GOOD);

        assertThat(failure(server(provider), LONG).code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(provider.requests).hasSize(2);
    }

    @Test
    void triesAgainWhenTheServerHangsUpBeforeItAnswers() throws Exception {
        ScriptedServer provider = provider(exchange -> {}, GOOD);

        assertThat(ask(server(provider), LONG)).isEqualTo("good");
    }

    @Test
    void triesAgainWhenTheServerHasRoomSoon() throws Exception {
        ScriptedServer provider = provider(replying(429, "", "Retry-After: 0\r\n"), GOOD);

        assertThat(ask(server(provider), LONG)).isEqualTo("good");
        assertThat(provider.requests).hasSize(2);
    }

    @Test
    void passesOnWhenTheServerHasRoomLater() {
        ScriptedServer provider = provider(replying(429, "", "Retry-After: 7\r\n"), GOOD);

        QuernException failure = failure(server(provider), LONG);

        assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(provider.requests).hasSize(1);
    }

    @Test
    void passesOnWhenAFailingServerWantsToBeAskedLater() {
        ScriptedServer provider = provider(replying(503, "", "Retry-After: 30\r\n"), GOOD);

        assertThat(failure(server(provider), LONG).retryAfter()).contains(Duration.ofSeconds(30));
        assertThat(provider.requests).hasSize(1);
    }

    @Test
    void doesNotTryAgainWhenNoTimeIsLeftForIt() throws InterruptedException {
        ScriptedServer provider = provider(GOOD, replying(429, "", "Retry-After: 1\r\n"), GOOD);
        ModelServer server = server(provider);
        // What a first call takes longer for is over then.
        assertThat(ask(server, LONG)).isNotEmpty();

        // The pause is as long as what is left at most, however fast the answer was.
        assertThat(failure(server, Duration.ofSeconds(1)).code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(provider.requests).hasSize(2);
    }

    @Test
    void doesNotFollowARedirectSinceTheKeyWouldGoWithIt() {
        ScriptedServer elsewhere = provider(GOOD);
        ScriptedServer provider = provider(replying(307, "", "Location: " + elsewhere.url() + "\r\n"));

        QuernException failure = failure(server(provider), LONG);

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure.text()).contains("elsewhere", "307");
        assertThat(elsewhere.requests).isEmpty();
    }

    @Test
    void tellsThatNoServerIsThere() throws Exception {
        ScriptedServer provider = provider(GOOD);
        provider.close();

        QuernException failure = failure(server(provider), LONG);

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure.text()).contains("cannot be reached");
    }

    @Test
    void hangsUpWhenTheDeadlinePassesBeforeTheAnswer() throws Exception {
        ScriptedServer provider = provider(ScriptedServer.Exchange::stall);

        assertThat(failure(server(provider), SHORT).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(provider.seesItsClientGo()).isTrue();
    }

    @Test
    void hangsUpWhenTheDeadlinePassesInTheMiddleOfTheAnswer() throws Exception {
        ScriptedServer provider = provider(ModelServerTest::stallInTheMiddle);

        assertThat(failure(server(provider), SHORT).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(provider.seesItsClientGo()).isTrue();
    }

    @Test
    void hangsUpAfterTheProvidersOwnTimeout() throws Exception {
        ScriptedServer provider = provider(ModelServerTest::stallInTheMiddle);
        ModelServer impatient = server(Provider.at(provider.url(), SHORT, OptionalInt.empty()));

        QuernException failure = failure(impatient, LONG);

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure.text()).contains("did not answer within 0.3 seconds");
        assertThat(provider.seesItsClientGo()).isTrue();
    }

    @Test
    void hangsUpWhenInterruptedBeforeTheAnswer() throws Exception {
        ScriptedServer provider = provider(ScriptedServer.Exchange::stall);

        interruptOnceItStalls(provider);

        assertThat(provider.seesItsClientGo()).isTrue();
    }

    @Test
    void hangsUpWhenInterruptedInTheMiddleOfTheAnswer() throws Exception {
        ScriptedServer provider = provider(ModelServerTest::stallInTheMiddle);

        interruptOnceItStalls(provider);

        assertThat(provider.seesItsClientGo()).isTrue();
    }

    @Test
    void failsWhenTheAnswerBreaksOffAndDoesNotTryAgain() {
        ScriptedServer provider = provider(
                exchange -> {
                    exchange.open(200, 100);
                    exchange.send("[[1, 2");
                },
                GOOD);

        QuernException failure = failure(server(provider), LONG);

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure.text()).contains("broke off");
        assertThat(provider.requests).hasSize(1);
    }

    @Test
    void stopsReadingAnAnswerThatHasNoEnd() {
        ScriptedServer provider = provider(exchange -> {
            exchange.open(200, 1L << 40);
            String part = "[".repeat(1 << 20);
            while (true) {
                exchange.send(part);
            }
        });

        QuernException failure = failure(server(provider), LONG);

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure.text()).contains("too large");
    }

    @Test
    void reportsAServerThatFailedThreeTimesUntilItWorksAgain() throws Exception {
        Script failing = replying(500, "");
        ScriptedServer provider = provider(failing, failing, failing, GOOD);
        ModelServer server = server(provider);

        IntStream.range(0, 2).forEach(_ -> failure(server, LONG));
        assertThatCode(server::check).doesNotThrowAnyException();
        failure(server, LONG);
        assertThatThrownBy(server::check).hasMessageContaining("failed (500)");

        ask(server, LONG);
        assertThatCode(server::check).doesNotThrowAnyException();
        assertThat(provider.requests).hasSize(4);
    }

    @Test
    void doesNotReportAServerThatOnlyRefusesTexts() {
        ModelServer server = server(provider(replying(422, "")));

        IntStream.range(0, 5).forEach(_ -> failure(server, LONG));

        assertThatCode(server::check).doesNotThrowAnyException();
    }

    @Test
    void isNotAskedOnceItIsClosed() {
        ScriptedServer provider = provider(GOOD);
        ModelServer server = server(provider);

        server.close();
        server.close();

        assertThat(failure(server, LONG).text()).contains("shutting down");
        assertThatThrownBy(server::check).isInstanceOf(QuernException.class);
        assertThat(provider.requests).isEmpty();
    }

    @Test
    void letsARunningCallEndWhenItIsClosed() throws Exception {
        ScriptedServer provider = provider(ModelServerTest::stallInTheMiddle);
        ModelServer server = server(Provider.at(provider.url(), SHORT, OptionalInt.empty()));
        Thread caller = Thread.ofVirtual().start(() -> failure(server, LONG));
        assertThat(provider.stalls()).isTrue();

        server.close();

        assertThat(caller.join(Duration.ofSeconds(30))).isTrue();
        assertThat(provider.seesItsClientGo()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 422, 429, 500, 503})
    void neverShowsTheKeyInAFailure(int status) {
        ScriptedServer provider = provider(replying(status, "{\"error\": \"wrong key: " + Provider.KEY + "\"}"));
        ModelServer server = server(provider);

        StringWriter trace = new StringWriter();
        failure(server, LONG).printStackTrace(new PrintWriter(trace));

        assertThat(trace.toString()).doesNotContain(Provider.KEY);
        assertThat(Provider.at(provider.url()).toString()).doesNotContain(Provider.KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret\n", "se cret", "sécret"})
    void refusesAKeyThatCannotBeOneWithoutShowingIt(String key) {
        ProviderSettings settings = new ProviderSettings(
                "quern.embedding.models.ours.provider",
                URI.create("http://127.0.0.1:1"),
                "their-model",
                Optional.of(key),
                LONG,
                4,
                Provider.SHAPE,
                OptionalInt.empty());

        assertThatThrownBy(() -> server(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key")
                .hasMessageNotContaining("cret");
    }

    @Test
    void hidesTheKeyAndWhatWasSentFromWhatIsLogged() {
        byte[] body = ("{\"error\": {\"message\": \"not\\nfor " + Provider.KEY
                        + "\", \"input\": \"a private text\"}, \"input\": \"a private text\"}")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(ServerMessage.of(body, Optional.of(Provider.KEY))).hasToString("not for ***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "{\"error\": null}", "{\"error\": {\"code\": 1}}"})
    void logsThatThereIsNoReason(String body) {
        assertThat(ServerMessage.of(body.getBytes(StandardCharsets.UTF_8), Optional.empty()))
                .hasToString("(no reason given)");
    }

    private static void stallInTheMiddle(ScriptedServer.Exchange exchange) throws IOException {
        exchange.open(200, 100);
        exchange.send("[[1, 2");
        exchange.stall();
    }

    private void interruptOnceItStalls(ScriptedServer provider) throws InterruptedException {
        ModelServer server = server(provider);
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread caller = Thread.ofVirtual().start(() -> thrown.set(catchThrowable(() -> ask(server, LONG))));
        assertThat(provider.stalls()).isTrue();
        caller.interrupt();
        assertThat(caller.join(Duration.ofSeconds(30))).isTrue();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    private ScriptedServer provider(Script... scripts) {
        ScriptedServer provider = new ScriptedServer(scripts);
        opened.add(provider);
        return provider;
    }

    private ModelServer server(ScriptedServer provider) {
        return server(Provider.at(provider.url()));
    }

    private ModelServer server(ProviderSettings settings) {
        ModelServer server = new ModelServer(settings, new ProviderFailures("ours", Subject.TEXT, settings));
        opened.add(server);
        return server;
    }

    private static String ask(ModelServer server, Duration time) throws InterruptedException {
        return server.ask(
                "/embed",
                Map.of("inputs", "a text"),
                Deadline.after(time),
                answer -> new String(answer, StandardCharsets.UTF_8));
    }

    private static QuernException failure(ModelServer server, Duration time) {
        return catchThrowableOfType(QuernException.class, () -> ask(server, time));
    }

    private static Script replying(int status, String body, String... headers) {
        return exchange -> exchange.reply(status, body, headers);
    }
}
