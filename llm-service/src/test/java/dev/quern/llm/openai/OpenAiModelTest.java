package dev.quern.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.llm.Calls;
import dev.quern.llm.FinishReason;
import dev.quern.llm.GenerationOptions;
import dev.quern.llm.LanguageModel;
import dev.quern.llm.LanguageModelContract;
import dev.quern.llm.ModelOutcome;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenAiModelTest extends LanguageModelContract {
    private static final Pattern MAX_TOKENS = Pattern.compile("\"max_tokens\":(\\d+)");
    private static final Duration STALL = Duration.ofSeconds(20);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private ScriptedServer server = new ScriptedServer(OpenAiModelTest::speak);
    private OpenAiModel model = model(server, STALL);

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

    /** Twelve tokens, or as many as were asked for. */
    private static void speak(ScriptedServer.Exchange exchange) throws IOException {
        exchange.open();
        exchange.send(": ping\n\n");
        Matcher asked = MAX_TOKENS.matcher(exchange.request().body());
        int tokens = Math.min(12, asked.find() ? Integer.parseInt(asked.group(1)) : 0);
        for (int i = 0; i < tokens; i++) {
            exchange.token("w" + i + " ");
        }
        exchange.finish(tokens < 12 ? "length" : "stop");
        exchange.event("[DONE]");
    }

    @Test
    void asksTheWayTheServerExpects() throws InterruptedException {
        model.generate(Calls.patient(), CONVERSATION, new GenerationOptions(0.5, 7, List.of("END")), part -> true);

        ScriptedServer.Request request = server.requests.getFirst();
        assertThat(request.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
        assertThat(request.headers()).contains("Authorization: Bearer secret");
        assertThat(request.body())
                .contains("\"model\":\"tiny\"", "\"max_tokens\":7", "\"temperature\":0.5", "\"stop\":[\"END\"]")
                .contains("{\"role\":\"system\",\"content\":\"Be brief.\"}", "\"stream\":true");
    }

    @Test
    void believesTheServersOwnCount() throws InterruptedException {
        script(exchange -> {
            exchange.open();
            exchange.token("a");
            exchange.finish("length");
            exchange.event("{\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":5,\"total\":16}}");
            exchange.event("[DONE]");
        });

        assertThat(generate()).isEqualTo(new ModelOutcome(FinishReason.LENGTH, 11, 5));
    }

    @Test
    void neverTakesAStreamThatWasCutForAWholeAnswer() {
        script(exchange -> {
            exchange.open();
            exchange.token("The answer is");
        });

        assertThat(failure().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure().text()).contains("broke off");
    }

    @Test
    void doesNotTakeDoneWithoutAReasonForTheEnd() {
        script(exchange -> {
            exchange.open();
            exchange.token("The answer is");
            exchange.event("[DONE]");
        });

        assertThat(failure().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void failsWhenTheServerReportsAnErrorInTheStream() {
        script(exchange -> {
            exchange.open();
            exchange.token("The");
            exchange.event("{\"error\":{\"message\":\"out of memory\"}}");
        });

        assertThat(failure().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void failsWhenTheServerSendsSomethingElse() {
        script(exchange -> {
            exchange.open();
            exchange.event("<html>");
        });

        assertThat(failure().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void saysThatTheKeyIsNotAcceptedAndDoesNotShowIt() {
        script(exchange -> exchange.status("401 Unauthorized"));

        assertThat(failure().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure().text()).contains("API key").doesNotContain("secret");
        assertThatThrownBy(() -> model.check()).hasMessageContaining("API key");
    }

    @Test
    void passesOnThatTheServerIsBusyAndForHowLong() {
        script(exchange -> exchange.status("429 Too Many Requests", "Retry-After: 7\r\n"));

        assertThat(failure().code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(failure().retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void failsWhenTheServerFails() {
        script(exchange -> exchange.status("500 Internal Server Error"));

        assertThat(failure().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void failsWhenThereIsNoServer() throws Exception {
        server.close();

        assertThat(failure().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThatThrownBy(() -> model.check()).isInstanceOf(QuernException.class);
    }

    @Test
    void hangsUpOnAServerThatStallsAfterTheFirstToken() throws InterruptedException {
        script(
                exchange -> {
                    exchange.open();
                    exchange.token("The");
                    exchange.waitForTheClientToGo();
                },
                Duration.ofMillis(100));

        assertThat(failure().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
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
            exchange.open();
            exchange.waitForTheClientToGo();
        });

        interruptOnceAsked();

        assertThat(server.seesItsClientGo()).isTrue();
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

    private void script(ScriptedServer.Script script) {
        script(script, STALL);
    }

    private void script(ScriptedServer.Script script, Duration stallLimit) {
        server = new ScriptedServer(script);
        model = model(server, stallLimit);
        opened.add(server);
        opened.add(model);
    }

    private ModelOutcome generate() throws InterruptedException {
        return model.generate(Calls.patient(), CONVERSATION, SHORT, part -> true);
    }

    private QuernException failure() {
        return catchThrowableOfType(QuernException.class, this::generate);
    }

    private static OpenAiModel model(ScriptedServer server, Duration stallLimit) {
        URI baseUrl = server.baseUrl();
        return new OpenAiModel("tiny", baseUrl, Optional.of("secret"), 2048, stallLimit);
    }
}
