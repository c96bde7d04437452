package dev.quern.llm.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quern.llm.Author;
import dev.quern.llm.Message;
import dev.quern.llm.ModelFailures;
import java.util.List;
import java.util.Optional;

/** What servers are sent and send. Trees: every server adds fields of its own, and leaves out some. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every tree can be written", e);
        }
    }

    /** An object that a server sent in a stream. */
    static JsonNode event(String text, ModelFailures failures) {
        return read(text)
                .filter(JsonNode::isObject)
                .orElseThrow(() -> failures.unavailable(" sent what is no part of a completion."));
    }

    static Optional<JsonNode> read(String text) {
        try {
            return Optional.of(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The text of a field, or nothing where there is none. */
    static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isTextual() ? value.asText() : "";
    }

    static void add(ArrayNode turns, String role, String text) {
        turns.addObject().put("role", role).put("content", text);
    }

    /** The turns of a conversation as all these servers name them. */
    static void addAll(ArrayNode turns, List<Message> conversation) {
        conversation.forEach(message -> add(turns, role(message.author()), message.text()));
    }

    static void addTexts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    private static String role(Author author) {
        return switch (author) {
            case SYSTEM -> "system";
            case USER -> "user";
            case ASSISTANT -> "assistant";
        };
    }
}
