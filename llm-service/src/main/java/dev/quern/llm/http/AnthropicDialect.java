package dev.quern.llm.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quern.llm.ApiKey;
import dev.quern.llm.Author;
import dev.quern.llm.GenerationOptions;
import dev.quern.llm.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Anthropic's messages. What the system says stands beside the turns, and the stream has typed events. */
final class AnthropicDialect implements Dialect {
    private static final double HOTTEST = 1;

    private final String model;
    private final boolean sendTemperature;

    /** @param sendTemperature some models refuse it */
    AnthropicDialect(String model, boolean sendTemperature) {
        this.model = model;
        this.sendTemperature = sendTemperature;
    }

    @Override
    public String path() {
        return "/v1/messages";
    }

    @Override
    public String checkPath() {
        return "/v1/models";
    }

    @Override
    public Map<String, String> headers(ApiKey key) {
        return Map.of("x-api-key", key.value());
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("anthropic-version", "2023-06-01");
    }

    @Override
    public String streamType() {
        return "text/event-stream";
    }

    @Override
    public ObjectNode request(List<Message> conversation, GenerationOptions options) {
        ObjectNode request = Json.object()
                .put("model", model)
                .put("max_tokens", options.maxTokens())
                .put("stream", true);
        if (sendTemperature) {
            request.put("temperature", Math.min(HOTTEST, options.temperature()));
        }
        String system = conversation.stream()
                .filter(message -> message.author() == Author.SYSTEM)
                .map(Message::text)
                .collect(Collectors.joining("\n\n"));
        if (!system.isEmpty()) {
            request.put("system", system);
        }
        Json.addAll(
                request.putArray("messages"),
                conversation.stream()
                        .filter(message -> message.author() != Author.SYSTEM)
                        .toList());
        // It refuses those of nothing but space.
        List<String> stop =
                options.stop().stream().filter(text -> !text.isBlank()).toList();
        if (!stop.isEmpty()) {
            ArrayNode texts = request.putArray("stop_sequences");
            Json.addTexts(texts, stop);
        }
        return request;
    }

    @Override
    public boolean read(String line, Answer answer, Events events) throws InterruptedException {
        Optional<String> data = Events.data(line);
        if (data.isEmpty()) {
            return true;
        }
        JsonNode event = events.parse(data.get());
        return switch (Json.text(event, "type")) {
            case "message_start" -> {
                began(event.path("message").path("usage"), answer);
                yield true;
            }
            case "content_block_delta" -> {
                answer.thinks(Json.text(event.path("delta"), "thinking"));
                yield answer.text(Json.text(event.path("delta"), "text"));
            }
            case "message_delta" -> {
                changed(event, answer);
                yield true;
            }
            // Nothing counts that comes after it.
            case "message_stop" -> false;
            default -> true;
        };
    }

    private static void began(JsonNode usage, Answer answer) {
        if (usage.path("input_tokens").isInt()) {
            answer.promptHad(usage.path("input_tokens").asInt()
                    + usage.path("cache_creation_input_tokens").asInt()
                    + usage.path("cache_read_input_tokens").asInt());
        }
    }

    private static void changed(JsonNode event, Answer answer) {
        if (event.path("usage").path("output_tokens").isInt()) {
            answer.completionHas(event.path("usage").path("output_tokens").asInt());
        }
        String reason = Json.text(event.path("delta"), "stop_reason");
        if (!reason.isEmpty()) {
            answer.end(reason);
        }
    }
}
