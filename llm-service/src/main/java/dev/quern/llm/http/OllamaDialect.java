package dev.quern.llm.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quern.llm.ApiKey;
import dev.quern.llm.GenerationOptions;
import dev.quern.llm.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ollama's own chat: a line of JSON for each token, the last one {@code done}. */
final class OllamaDialect implements Dialect {
    private final String model;
    private final int contextWindow;
    private final Optional<String> keepAlive;

    OllamaDialect(String model, int contextWindow, Optional<String> keepAlive) {
        this.model = model;
        this.contextWindow = contextWindow;
        this.keepAlive = keepAlive;
    }

    @Override
    public String path() {
        return "/api/chat";
    }

    @Override
    public String checkPath() {
        return "/api/tags";
    }

    /** For a proxy in front of it: Ollama itself knows no keys. */
    @Override
    public Map<String, String> headers(ApiKey key) {
        return Map.of("Authorization", "Bearer " + key.value());
    }

    @Override
    public String streamType() {
        return "application/x-ndjson";
    }

    @Override
    public ObjectNode request(List<Message> conversation, GenerationOptions options) {
        ObjectNode request = Json.object().put("model", model).put("stream", true);
        Json.addAll(request.putArray("messages"), conversation);
        keepAlive.ifPresent(time -> keep(request, time));
        ObjectNode wanted = request.putObject("options")
                .put("num_ctx", contextWindow)
                .put("num_predict", options.maxTokens())
                .put("temperature", options.temperature());
        if (!options.stop().isEmpty()) {
            Json.addTexts(wanted.putArray("stop"), options.stop());
        }
        return request;
    }

    @Override
    public boolean read(String line, Answer answer, Events events) throws InterruptedException {
        if (line.isBlank()) {
            return true;
        }
        JsonNode event = events.parse(line);
        JsonNode message = event.path("message");
        answer.thinks(Json.text(message, "thinking"));
        if (!answer.text(Json.text(message, "content"))) {
            return false;
        }
        if (!event.path("done").asBoolean()) {
            return true;
        }
        String reason = Json.text(event, "done_reason");
        // Before 0.1.38 it gave no reason.
        answer.end(reason.isEmpty() ? "stop" : reason);
        count(event, answer);
        return false;
    }

    @Override
    public boolean hasModel(JsonNode checked) {
        String latest = model.contains(":") ? model : model + ":latest";
        for (JsonNode present : checked.path("models")) {
            if (List.of(model, latest).contains(Json.text(present, "name"))) {
                return true;
            }
        }
        return false;
    }

    private static void count(JsonNode event, Answer answer) {
        if (event.path("prompt_eval_count").isInt()) {
            answer.promptHad(event.path("prompt_eval_count").asInt());
        }
        if (event.path("eval_count").isInt()) {
            answer.completionHas(event.path("eval_count").asInt());
        }
    }

    /** A number without a unit has to be a number, seconds. */
    private static void keep(ObjectNode request, String time) {
        if (time.matches("-?\\d{1,9}")) {
            request.put("keep_alive", Integer.parseInt(time));
        } else {
            request.put("keep_alive", time);
        }
    }
}
