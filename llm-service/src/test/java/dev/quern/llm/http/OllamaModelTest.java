package dev.quern.llm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.llm.BackEnd;
import dev.quern.llm.Calls;
import dev.quern.llm.GenerationOptions;
import dev.quern.protocol.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OllamaModelTest extends HttpModelContract {

    @Override
    Pattern lengthField() {
        return Pattern.compile("\"num_predict\":(\\d+)");
    }

    @Override
    HttpModel model(HttpModelSettings settings) {
        return HttpModel.ollama(settings, Optional.of("5m"));
    }

    @Override
    BackEnd backEnd() {
        return BackEnd.OLLAMA;
    }

    @Override
    String streamType() {
        return "application/x-ndjson";
    }

    @Override
    String checked() {
        return "{\"models\":[{\"name\":\"other:7b\"},{\"name\":\"tiny:latest\"}]}";
    }

    @Override
    void begin(ScriptedServer.Exchange exchange) throws IOException {
        exchange.send("{\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":false}\n");
    }

    @Override
    String token(String text) {
        return "{\"message\":{\"role\":\"assistant\",\"content\":\"" + text + "\"},\"done\":false}\n";
    }

    @Override
    void end(ScriptedServer.Exchange exchange, boolean length, int tokens) throws IOException {
        exchange.send("{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"" + (length ? "length" : "stop")
                + "\",\"prompt_eval_count\":11,\"eval_count\":" + tokens + "}\n");
    }

    @Override
    String failureInStream(String message) {
        return "{\"error\":\"" + message + "\"}\n";
    }

    @Override
    String ending(String reason) {
        return "{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"" + reason + "\"}\n";
    }

    @Override
    String filteredReason() {
        return "content_filter";
    }

    @Override
    String toolReason() {
        return "tool_calls";
    }

    @Test
    void asksTheWayTheServerExpects() throws InterruptedException {
        ScriptedServer.Request request = ask(new GenerationOptions(0.5, 7, List.of("END")));

        assertThat(request.line()).isEqualTo("POST /api/chat HTTP/1.1");
        assertThat(request.body())
                .contains("\"model\":\"tiny\"", "\"stream\":true", "\"keep_alive\":\"5m\"")
                .contains("\"options\":{\"num_ctx\":2048,\"num_predict\":7,\"temperature\":0.5,\"stop\":[\"END\"]}");
    }

    @Test
    void leavesOutWhatAModelOnlyThinks() throws InterruptedException {
        script(exchange -> {
            exchange.open(streamType());
            exchange.send("{\"message\":{\"content\":\"\",\"thinking\":\"Hm.\"},\"done\":false}\n");
            exchange.send(token("Yes."));
            end(exchange, false, 9);
        });
        List<String> parts = new ArrayList<>();

        model().generate(Calls.patient(), CONVERSATION, SHORT, parts::add);

        assertThat(parts).containsExactly("Yes.");
    }

    @Test
    void isNotThereWhenItsServerDoesNotHaveIt() {
        script(exchange -> exchange.reply("200 OK", "application/json", "{\"models\":[{\"name\":\"tiny:7b\"}]}"));

        assertThatThrownBy(() -> model().check()).hasMessageContaining("not among the models");
    }

    @Test
    void saysThatTheModelIsNotThereInTheServersWords() {
        script(exchange ->
                exchange.reply("404 Not Found", "application/json", "{\"error\":\"model 'tiny' not found\"}"));

        assertFailure(ErrorCode.SERVICE_UNAVAILABLE, "model 'tiny' not found");
    }
}
