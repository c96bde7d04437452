package dev.quern.llm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.llm.BackEnd;
import dev.quern.llm.Calls;
import dev.quern.llm.FinishReason;
import dev.quern.llm.GenerationOptions;
import dev.quern.llm.ModelOutcome;
import dev.quern.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OpenAiModelTest extends OpenAiModelContract {

    @Override
    Pattern lengthField() {
        return Pattern.compile("\"max_tokens\":(\\d+)");
    }

    @Override
    HttpModel model(HttpModelSettings settings) {
        return HttpModel.openAi(settings, new OpenAiOptions("max_tokens", true));
    }

    @Override
    BackEnd backEnd() {
        return BackEnd.OPENAI;
    }

    @Override
    String basePath() {
        return "/v1/";
    }

    @Test
    void asksTheWayTheServerExpects() throws InterruptedException {
        ScriptedServer.Request request = ask(new GenerationOptions(0.5, 7, List.of("END")));

        assertThat(request.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
        assertThat(request.headers()).contains("Authorization: Bearer " + SECRET);
        assertThat(request.body())
                .contains("\"model\":\"tiny\"", "\"max_tokens\":7", "\"temperature\":0.5", "\"stop\":[\"END\"]")
                .contains(
                        "{\"role\":\"system\",\"content\":\"Be brief.\"}", "\"stream\":true", "\"include_usage\":true");
    }

    @Test
    void doesNotTakeDoneWithoutAReasonForTheEnd() {
        script(exchange -> {
            exchange.open(streamType());
            exchange.send(token("The answer is"));
            exchange.event("[DONE]");
        });

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "broke its answer off");
    }

    @Test
    void countsWhatCameWhenTheServerDoesNotAndSaysSo() throws InterruptedException {
        script(exchange -> {
            exchange.open(streamType());
            exchange.send(token("a"));
            exchange.send(token("b"));
            exchange.send(ending("stop"));
        });

        ModelOutcome outcome = generate();

        assertThat(outcome.completionTokens()).isEqualTo(2);
        assertThat(outcome.exact()).isFalse();
    }

    @Test
    void leavesOutWhatAModelOnlyThinks() throws InterruptedException {
        script(exchange -> {
            exchange.open(streamType());
            begin(exchange);
            exchange.event("{\"choices\":[{\"delta\":{\"reasoning_content\":\"Hm.\"}}]}");
            exchange.event("{\"choices\":[{\"delta\":{\"reasoning\":\"Well.\",\"content\":\"\"}}]}");
            exchange.send(token("Yes."));
            end(exchange, false, 9);
        });
        List<String> parts = new ArrayList<>();

        ModelOutcome outcome = model().generate(Calls.patient(), CONVERSATION, SHORT, parts::add);

        assertThat(parts).containsExactly("Yes.");
        assertThat(outcome).isEqualTo(new ModelOutcome(FinishReason.STOP, 11, 9, true));
    }

    @Test
    void understandsFailuresTheWayLlamaCppWritesThem() {
        script(exchange -> {
            exchange.open(streamType());
            exchange.send("error: {\"code\":500,\"message\":\"the slot is gone\"}\n\n");
        });

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "the slot is gone");
    }

    @Test
    void saysThatTheQuotaIsSpentWhichIsMoreThanBusy() {
        script(exchange -> exchange.reply(
                "429 Too Many Requests",
                "application/json",
                "{\"error\":{\"message\":\"You exceeded your current quota.\",\"type\":\"insufficient_quota\"}}"));

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "no quota left");
    }
}
