package dev.quern.llm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.llm.ApiKey;
import dev.quern.llm.BackEnd;
import dev.quern.llm.Calls;
import dev.quern.llm.FinishReason;
import dev.quern.llm.GenerationOptions;
import dev.quern.llm.Keys;
import dev.quern.llm.LanguageModel;
import dev.quern.llm.LanguageModelContract;
import dev.quern.llm.ModelOutcome;
import dev.quern.llm.Patience;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every model behind a server keeps to, whatever its server does: over real HTTP, in each dialect. */
abstract class HttpModelContract extends LanguageModelContract {
    static final String SECRET = "a-key-that-nobody-may-see";
    static final ApiKey KEY = Keys.of(SECRET);
    private static final Patience.Limits PATIENT = new Patience.Limits(Duration.ofSeconds(30), Duration.ofSeconds(20));
    private static final Duration BRIEF = Duration.ofMillis(150);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private ScriptedServer server = new ScriptedServer(this::speak);
    private HttpModel model = model(server, PATIENT);

    /** In which the dialect writes the most tokens of an answer. */
    abstract Pattern lengthField();

    abstract HttpModel model(HttpModelSettings settings);

    abstract BackEnd backEnd();

    abstract String streamType();

    /** What its server answers to a check. */
    abstract String checked();

    /** What comes before the first token. */
    abstract void begin(ScriptedServer.Exchange exchange) throws IOException;

    abstract String token(String text);

    /** @param length whether because the most tokens were generated */
    abstract void end(ScriptedServer.Exchange exchange, boolean length, int tokens) throws IOException;

    /** A stream's report that its server has failed. */
    abstract String failureInStream(String message);

    /** The last events, with the given reason. */
    abstract String ending(String reason);

    /** As the dialect says that a filter has ended the answer. */
    abstract String filteredReason();

    /** As the dialect says that a tool is wanted. */
    abstract String toolReason();

    @BeforeEach
    void open() {
        opened.add(server);
        opened.add(model);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @Override
    protected LanguageModel model() {
        return model;
    }

    /** Twelve tokens, or as many as were asked for; and checks. */
    private void speak(ScriptedServer.Exchange exchange) throws IOException {
        if (exchange.request().line().startsWith("GET")) {
            exchange.reply("200 OK", "application/json", checked());
            return;
        }
        exchange.open(streamType());
        begin(exchange);
        Matcher asked = lengthField().matcher(exchange.request().body());
        int wanted = asked.find() ? Integer.parseInt(asked.group(1)) : 0;
        int tokens = Math.min(wanted, wanted > 64 ? wanted : 12);
        for (int i = 0; i < tokens; i++) {
            exchange.send(token("w" + i + " "));
        }
        end(exchange, tokens == wanted, tokens);
    }

    @Test
    void believesTheServersOwnCount() throws InterruptedException {
        script(exchange -> {
            exchange.open(streamType());
            begin(exchange);
            exchange.send(token("a"));
            end(exchange, true, 5);
        });

        assertThat(generate()).isEqualTo(new ModelOutcome(FinishReason.LENGTH, 11, 5, true));
    }

    @Test
    void takesAnAnswerOfTenThousandTokens() throws InterruptedException {
        AtomicInteger parts = new AtomicInteger();

        ModelOutcome outcome =
                model.generate(Calls.patient(), CONVERSATION, new GenerationOptions(0, 10_000, List.of()), part -> {
                    parts.incrementAndGet();
                    return true;
                });

        assertThat(parts).hasValue(10_000);
        assertThat(outcome).isEqualTo(new ModelOutcome(FinishReason.LENGTH, 11, 10_000, true));
    }

    @Test
    void readsCharactersThatAreCutBetweenChunks() throws InterruptedException {
        String text = "밤 été 🌾";
        script(exchange -> {
            exchange.openChunked(streamType());
            for (byte b : token(text).getBytes(StandardCharsets.UTF_8)) {
                exchange.chunk(new byte[] {b});
            }
            exchange.chunk(ending("stop").getBytes(StandardCharsets.UTF_8));
            exchange.send("0\r\n\r\n");
        });
        List<String> parts = new ArrayList<>();

        model.generate(Calls.patient(), CONVERSATION, SHORT, parts::add);

        assertThat(parts).containsExactly(text);
    }

    @Test
    void takesAGiganticPart() throws InterruptedException {
        String huge = "x".repeat(LineBuffer.LONGEST / 2);
        script(exchange -> {
            exchange.open(streamType());
            exchange.send(token(huge));
            end(exchange, false, 1);
        });
        List<String> parts = new ArrayList<>();

        model.generate(Calls.patient(), CONVERSATION, SHORT, parts::add);

        assertThat(parts).containsExactly(huge);
    }

    @Test
    void hangsUpOnALineThatDoesNotEnd() throws InterruptedException {
        script(exchange -> {
            exchange.open(streamType());
            while (true) {
                exchange.send("data: {\"x\":\"" + "x".repeat(1 << 16));
            }
        });

        assertThat(failure())
                .extracting(QuernException::code, QuernException::text)
                .containsExactly(ErrorCode.SERVICE_UNAVAILABLE, subject() + " sent a line that does not end.");
        assertThat(server.seesItsClientGo()).isTrue();
    }

    @Test
    void neverTakesAStreamThatWasCutForAWholeAnswer() {
        script(exchange -> {
            exchange.open(streamType());
            begin(exchange);
            exchange.send(token("The answer is"));
        });

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "broke its answer off");
    }

    @Test
    void neverTakesChunksThatWereCutForAWholeAnswer() {
        script(exchange -> {
            exchange.openChunked(streamType());
            exchange.chunk(token("The answer is").getBytes(StandardCharsets.UTF_8));
            exchange.send("ff\r\nda");
        });

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "broke its answer off");
    }

    @Test
    void failsWhenTheServerReportsAFailureInTheStreamAndGivesItsReason() {
        script(exchange -> {
            exchange.open(streamType());
            exchange.send(token("The"));
            exchange.send(failureInStream("out of memory, " + SECRET));
        });

        QuernException failure = failure();

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure.text()).contains("out of memory", "***");
        assertShowsNoKey(failure);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{\"choices\":[", "[1,2]", "\"text\"", "not json"})
    void failsWhenTheServerSendsSomethingElse(String wrong) {
        script(exchange -> {
            exchange.open(streamType());
            exchange.send(streamType().contains("json") ? wrong + "\n" : "data: " + wrong + "\n\n");
        });

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "no part of a completion");
    }

    @Test
    void saysThatAFilterDoesNotLetItAnswer() {
        scriptEnding(filteredReason());

        assertFailure(ErrorCode.UNPROCESSABLE, "content filter");
    }

    @Test
    void saysThatAToolIsWanted() {
        scriptEnding(toolReason());

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "tool");
    }

    @Test
    void takesNoUnknownReasonForTheEnd() {
        scriptEnding("cosmic_rays");

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "cosmic_rays");
    }

    @ParameterizedTest
    @CsvSource({
        "401 Unauthorized, SERVICE_UNAVAILABLE, API key",
        "403 Forbidden, SERVICE_UNAVAILABLE, API key",
        "404 Not Found, SERVICE_UNAVAILABLE, base-url",
        "429 Too Many Requests, OVERLOADED, busy",
        "529 Overloaded, OVERLOADED, busy",
        "500 Internal Server Error, SERVICE_UNAVAILABLE, failed (500)",
        "503 Service Unavailable, SERVICE_UNAVAILABLE, not ready (503)",
        "400 Bad Request, INTERNAL, does not take requests as it is configured (400)",
        "422 Unprocessable Content, INTERNAL, does not take requests as it is configured (422)"
    })
    void saysWhyItIsRefusedAndNeverTheKey(String status, ErrorCode code, String sentence) {
        script(exchange -> exchange.reply(
                status, "application/json", "{\"error\":{\"message\":\"no\\u0007, " + SECRET + " or sk-abcdef123\"}}"));

        assertFailure(code, sentence);
        assertThat(failure().text()).doesNotContain("\u0007", "abcdef123").hasSizeLessThan(500);
    }

    @ParameterizedTest
    @CsvSource({"401 Unauthorized, API key", "403 Forbidden, API key", "429 Too Many Requests, busy"})
    void tellsACheckThatItIsOfNoUseAndNeverTheKey(String status, String sentence) {
        script(exchange -> exchange.reply(status, "application/json", "{\"error\":{\"message\":\"" + SECRET + "\"}}"));

        assertThatThrownBy(() -> model.check()).isInstanceOfSatisfying(QuernException.class, e -> {
            assertThat(e.text()).contains(sentence);
            assertShowsNoKey(e);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"400 Bad Request", "404 Not Found", "405 Method Not Allowed", "501 No", "200 OK"})
    void isThereWhenItsServerKnowsNothingOfChecks(String status) {
        script(exchange -> exchange.reply(status, "text/html", "<html>Nothing here</html>"));

        assertThatCode(() -> model.check()).doesNotThrowAnyException();
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void givesItsServerNoMoreTimeToTheFirstTokenThanItIsGiven() throws InterruptedException {
        script(ScriptedServer.Exchange::waitForTheClientToGo);
        GenerationOptions brief = new GenerationOptions(0, 3, List.of(), Optional.of(Deadline.after(BRIEF)));

        assertThatThrownBy(() -> model.generate(Calls.patient(), CONVERSATION, brief, part -> true))
                .isInstanceOfSatisfying(QuernException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
                    assertThat(e.text()).contains("did not begin to answer", "ms that it was given");
                });
        assertThat(server.seesItsClientGo()).isTrue();
    }

    @Test
    void namesThePromptWhenItIsTooLongForTheModel() {
        script(exchange -> exchange.reply(
                "400 Bad Request",
                "application/json",
                "{\"error\":{\"message\":\"This model's maximum context length is 8 tokens.\"}}"));

        assertThat(failure().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure().field()).contains("prompt");
    }

    @Test
    void readsNoMoreOfARefusalThanAReason() {
        script(exchange -> {
            exchange.send("HTTP/1.1 500 Oops\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n");
            while (true) {
                exchange.send("blah ".repeat(1 << 12));
            }
        });

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "failed (500)");
        assertThat(failure().text()).hasSizeLessThan(500);
    }

    @Test
    void passesOnForHowManySecondsTheServerIsBusy() {
        script(exchange -> exchange.reply("429 Too Many Requests", "text/plain", "", "Retry-After: 7\r\n"));

        assertThat(failure().code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(failure().retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void passesOnUntilWhichDateTheServerIsBusy() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(10));
        script(exchange -> exchange.reply("429 Too Many Requests", "text/plain", "", "Retry-After: " + date + "\r\n"));

        assertThat(failure().retryAfter().orElseThrow()).isBetween(Duration.ofMinutes(8), Duration.ofMinutes(10));
    }

    @Test
    void saysThatAPageIsNoAnswer() {
        script(exchange -> exchange.reply("200 OK", "text/html; charset=utf-8", "<html>Welcome!</html>"));

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "text/html");
    }

    @Test
    void doesNotFollowItsServerElsewhere() throws IOException {
        try (ScriptedServer other = new ScriptedServer(this::speak)) {
            script(exchange -> exchange.reply(
                    "307 Temporary Redirect", "text/plain", "", "Location: " + other.address() + "/x\r\n"));

            assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "elsewhere");
            assertThatCode(() -> model.check()).doesNotThrowAnyException();
            assertThat(other.requests).isEmpty();
        }
    }

    @Test
    void failsWhenThereIsNoServer() throws Exception {
        server.close();

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "cannot be reached");
        assertThatThrownBy(() -> model.check()).hasMessageContaining("cannot be reached");
    }

    @Test
    void asksOnceMoreWhenTheServerIsNotReady() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        script(exchange -> {
            if (attempts.incrementAndGet() == 1) {
                exchange.reply("503 Service Unavailable", "text/plain", "loading");
            } else {
                speak(exchange);
            }
        });

        assertThat(generate().completionTokens()).isEqualTo(3);
        assertThat(attempts).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 Oops", "401 Unauthorized", "429 Too Many Requests", "400 Bad Request"})
    void asksOnlyOnceWhenTheServerHasRefused(String status) {
        script(exchange -> exchange.reply(status, "text/plain", ""));

        assertThat(failure()).isNotNull();
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void asksOnlyTwiceWhenTheServerIsNeverReady() {
        script(exchange -> exchange.reply("503 Service Unavailable", "text/plain", ""));

        assertThat(failure()).isNotNull();
        assertThat(server.requests).hasSize(2);
    }

    @Test
    void doesNotAskAgainWhenTheServerWantsALongPause() {
        script(exchange -> exchange.reply("503 Service Unavailable", "text/plain", "", "Retry-After: 60\r\n"));

        assertThat(failure().retryAfter()).contains(Duration.ofMinutes(1));
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void neverAsksAgainOnceATokenHasCome() {
        script(exchange -> {
            exchange.open(streamType());
            exchange.send(token("The"));
        });

        assertThat(failure()).isNotNull();
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void hangsUpOnAServerThatStallsAfterTheFirstToken() throws InterruptedException {
        script(
                exchange -> {
                    exchange.open(streamType());
                    exchange.send(token("The"));
                    exchange.waitForTheClientToGo();
                },
                new Patience.Limits(Duration.ofSeconds(30), BRIEF));

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "in the middle");
        assertThat(server.seesItsClientGo()).isTrue();
    }

    @Test
    void hangsUpOnAServerThatOnlyKeepsTheConnectionAlive() throws InterruptedException {
        script(
                exchange -> {
                    exchange.open(streamType());
                    exchange.send(token("The"));
                    while (true) {
                        exchange.send(streamType().contains("json") ? "\n" : ": ping\n\n");
                    }
                },
                new Patience.Limits(Duration.ofSeconds(30), BRIEF));

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "in the middle");
        assertThat(server.seesItsClientGo()).isTrue();
    }

    @Test
    void hangsUpOnAServerThatDoesNotAnswerWithinTheFirstTokensLimit() throws InterruptedException {
        script(ScriptedServer.Exchange::waitForTheClientToGo, new Patience.Limits(BRIEF, Duration.ofSeconds(20)));

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "did not begin to answer");
        assertThat(server.seesItsClientGo()).isTrue();
    }

    @Test
    void hangsUpOnAServerThatGivesNoFirstToken() throws InterruptedException {
        script(
                exchange -> {
                    exchange.open(streamType());
                    begin(exchange);
                    exchange.waitForTheClientToGo();
                },
                new Patience.Limits(BRIEF, Duration.ofSeconds(20)));

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "did not begin to answer");
        assertThat(server.seesItsClientGo()).isTrue();
    }

    @Test
    void hangsUpWhenTheDeadlinePassesBeforeTheServerAnswers() throws InterruptedException {
        script(ScriptedServer.Exchange::waitForTheClientToGo);

        QuernException failure = catchThrowableOfType(
                QuernException.class,
                () -> model.generate(Calls.lasting(Duration.ofMillis(200)), CONVERSATION, SHORT, part -> true));

        assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(server.seesItsClientGo()).isTrue();
    }

    @Test
    void hangsUpWhenInterruptedBeforeTheServerAnswers() throws InterruptedException {
        script(ScriptedServer.Exchange::waitForTheClientToGo);

        interruptOnceAsked();

        assertThat(server.seesItsClientGo()).isTrue();
    }

    @Test
    void hangsUpWhenInterruptedBetweenHeadersAndFirstToken() throws InterruptedException {
        script(exchange -> {
            exchange.open(streamType());
            exchange.waitForTheClientToGo();
        });

        interruptOnceAsked();

        assertThat(server.seesItsClientGo()).isTrue();
    }

    @Test
    void hangsUpWhenNoMoreIsWanted() throws InterruptedException {
        script(exchange -> {
            exchange.open(streamType());
            exchange.send(token("The"));
            exchange.waitForTheClientToGo();
        });

        ModelOutcome outcome = model.generate(Calls.patient(), CONVERSATION, SHORT, part -> false);

        assertThat(outcome.exact()).isFalse();
        assertThat(server.seesItsClientGo()).isTrue();
    }

    @Test
    void showsItsKeyToNobodyButItsServer() throws InterruptedException {
        generate();

        assertThat(server.requests.getFirst().headers()).anyMatch(header -> header.endsWith(SECRET));
        assertThat(model.fingerprint() + settings(server, PATIENT)).doesNotContain(SECRET);
    }

    private void interruptOnceAsked() throws InterruptedException {
        Thread caller = Thread.ofVirtual()
                .start(() -> assertThatThrownBy(
                                () -> model.generate(Calls.patient(), CONVERSATION, SHORT, part -> true))
                        .isInstanceOf(InterruptedException.class));
        assertThat(server.asked.await(30, TimeUnit.SECONDS)).isTrue();
        caller.interrupt();
        assertThat(caller.join(Duration.ofSeconds(30))).isTrue();
    }

    private void scriptEnding(String reason) {
        script(exchange -> {
            exchange.open(streamType());
            exchange.send(token("The"));
            exchange.send(ending(reason));
        });
    }

    final void script(ScriptedServer.Script script) {
        script(script, PATIENT);
    }

    private void script(ScriptedServer.Script script, Patience.Limits limits) {
        server = new ScriptedServer(script);
        model = model(server, limits);
        opened.add(server);
        opened.add(model);
    }

    final ModelOutcome generate() throws InterruptedException {
        return model.generate(Calls.patient(), CONVERSATION, SHORT, part -> true);
    }

    final QuernException failure() {
        return catchThrowableOfType(QuernException.class, this::generate);
    }

    final ScriptedServer.Request ask(GenerationOptions options) throws InterruptedException {
        model.generate(Calls.patient(), CONVERSATION, options, part -> true);
        return server.requests.getFirst();
    }

    final void assertFailure(ErrorCode code, String sentence) {
        QuernException failure = failure();
        assertThat(failure.code()).as(failure.text()).isEqualTo(code);
        assertThat(failure.text()).startsWith(subject()).contains(sentence);
        assertShowsNoKey(failure);
    }

    private static void assertShowsNoKey(QuernException failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(SECRET);
    }

    private String subject() {
        return "The model `mine` (" + backEnd().label() + ")";
    }

    /** What comes before the API's own paths. */
    String basePath() {
        return "";
    }

    private HttpModelSettings settings(ScriptedServer of, Patience.Limits limits) {
        return new HttpModelSettings(
                backEnd(),
                "mine",
                "tiny",
                URI.create(of.address() + basePath()),
                Optional.of(KEY),
                2048,
                Duration.ofSeconds(5),
                limits);
    }

    private HttpModel model(ScriptedServer of, Patience.Limits limits) {
        return model(settings(of, limits));
    }
}
