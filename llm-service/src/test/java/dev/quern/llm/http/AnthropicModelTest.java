package dev.quern.llm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.llm.BackEnd;
import dev.quern.llm.Calls;
import dev.quern.llm.GenerationOptions;
import dev.quern.protocol.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AnthropicModelTest extends HttpModelContract {
    private boolean withoutTemperature;

    @Override
    Pattern lengthField() {
        return Pattern.compile("\"max_tokens\":(\\d+)");
    }

    @Override
    HttpModel model(HttpModelSettings settings) {
        return HttpModel.anthropic(settings, !withoutTemperature);
    }

    @Override
    BackEnd backEnd() {
        return BackEnd.ANTHROPIC;
    }

    @Override
    String streamType() {
        return "text/event-stream";
    }

    @Override
    String checked() {
        return "{\"data\":[],\"has_more\":false}";
    }

    @Override
    void begin(ScriptedServer.Exchange exchange) throws IOException {
        exchange.send(event(
                "message_start",
                "\"message\":{\"role\":\"assistant\",\"content\":[],\"usage\":{\"input_tokens\":6,"
                        + "\"cache_read_input_tokens\":5,\"output_tokens\":1}}"));
        exchange.send(event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"));
        exchange.send(event("ping", "\"x\":0"));
    }

    @Override
    String token(String text) {
        return event(
                "content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text + "\"}");
    }

    @Override
    void end(ScriptedServer.Exchange exchange, boolean length, int tokens) throws IOException {
        exchange.send(event("content_block_stop", "\"index\":0"));
        exchange.send(event(
                "message_delta",
                "\"delta\":{\"stop_reason\":\"" + (length ? "max_tokens" : "end_turn")
                        + "\"},\"usage\":{\"output_tokens\":" + tokens + "}"));
        exchange.send(event("message_stop", "\"x\":0"));
    }

    @Override
    String failureInStream(String message) {
        return event("error", "\"error\":{\"type\":\"api_error\",\"message\":\"" + message + "\"}");
    }

    @Override
    String ending(String reason) {
        return event("message_delta", "\"delta\":{\"stop_reason\":\"" + reason + "\"}")
                + event("message_stop", "\"x\":0");
    }

    @Override
    String filteredReason() {
        return "refusal";
    }

    @Override
    String toolReason() {
        return "tool_use";
    }

    @Test
    void asksTheWayTheServerExpects() throws InterruptedException {
        ScriptedServer.Request request = ask(new GenerationOptions(1.5, 7, List.of("END", "\n\n")));

        assertThat(request.line()).isEqualTo("POST /v1/messages HTTP/1.1");
        assertThat(request.headers()).contains("x-api-key: " + SECRET, "anthropic-version: 2023-06-01");
        assertThat(request.body())
                .contains("\"model\":\"tiny\"", "\"max_tokens\":7", "\"temperature\":1.0", "\"stream\":true")
                .contains("\"system\":\"Be brief.\"", "\"stop_sequences\":[\"END\"]")
                .contains("\"messages\":[{\"role\":\"user\",\"content\":\"Say something.\"}]");
    }

    @Test
    void leavesOutWhatAModelOnlyThinks() throws InterruptedException {
        script(exchange -> {
            exchange.open(streamType());
            begin(exchange);
            exchange.send(event("content_block_delta", "\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Hm.\"}"));
            exchange.send(token("Yes."));
            end(exchange, false, 9);
        });
        List<String> parts = new ArrayList<>();

        model().generate(Calls.patient(), CONVERSATION, SHORT, parts::add);

        assertThat(parts).containsExactly("Yes.");
    }

    @Test
    void leavesOutATemperatureThatTheModelRefuses() throws InterruptedException {
        withoutTemperature = true;
        script(exchange -> {
            exchange.open(streamType());
            begin(exchange);
            end(exchange, false, 1);
        });

        ScriptedServer.Request request = ask(new GenerationOptions(0.5, 7, List.of()));

        assertThat(request.body()).contains("\"max_tokens\":7").doesNotContain("temperature");
    }

    @Test
    void isBusyWhenTheStreamSaysSo() {
        script(exchange -> {
            exchange.open(streamType());
            begin(exchange);
            exchange.send(event("error", "\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}"));
        });

        assertFailure(ErrorCode.OVERLOADED, "Overloaded");
    }

    private static String event(String type, String rest) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + rest + "}\n\n";
    }
}
