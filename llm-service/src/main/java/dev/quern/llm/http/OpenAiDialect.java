package dev.quern.llm.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quern.llm.ApiKey;
import dev.quern.llm.GenerationOptions;
import dev.quern.llm.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chat completions as OpenAI defines them, and vLLM, llama.cpp's server, LM Studio and many others speak them. */
final class OpenAiDialect implements Dialect {
    private static final String DONE = "[DONE]";

    private final String model;
    private final OpenAiOptions options;

    OpenAiDialect(String model, OpenAiOptions options) {
        this.model = model;
        this.options = options;
    }

    @Override
    public String path() {
        return "/chat/completions";
    }

    @Override
    public String checkPath() {
        return "/models";
    }

    @Override
    public Map<String, String> headers(ApiKey key) {
        return Map.of("Authorization", "Bearer " + key.value());
    }

    @Override
    public String streamType() {
        return "text/event-stream";
    }

    @Override
    public ObjectNode request(List<Message> conversation, GenerationOptions generation) {
        ObjectNode request = Json.object().put("model", model);
        Json.addAll(request.putArray("messages"), conversation);
        request.put(options.lengthField(), generation.maxTokens());
        if (options.sendTemperature()) {
            request.put("temperature", generation.temperature());
        }
        if (!generation.stop().isEmpty()) {
            Json.addTexts(request.putArray("stop"), generation.stop());
        }
        request.put("stream", true).putObject("stream_options").put("include_usage", true);
        return request;
    }

    @Override
    public boolean read(String line, Answer answer, Events events) throws InterruptedException {
        if (Events.isError(line)) {
            events.failOn(line);
        }
        Optional<String> data = Events.data(line);
        if (data.isEmpty() || data.get().equals(DONE)) {
            return data.isEmpty();
        }
        JsonNode event = events.parse(data.get());
        JsonNode usage = event.path("usage");
        if (usage.path("prompt_tokens").isInt()
                && usage.path("completion_tokens").isInt()) {
            answer.promptHad(usage.path("prompt_tokens").asInt());
            answer.completionHas(usage.path("completion_tokens").asInt());
        }
        return read(event.path("choices").path(0), answer);
    }

    private static boolean read(JsonNode choice, Answer answer) throws InterruptedException {
        JsonNode delta = choice.path("delta");
        answer.thinks(Json.text(delta, "reasoning_content"));
        answer.thinks(Json.text(delta, "reasoning"));
        if (!answer.text(Json.text(delta, "content"))) {
            return false;
        }
        String reason = Json.text(choice, "finish_reason");
        if (!reason.isEmpty()) {
            answer.end(reason);
        }
        return true;
    }
}
