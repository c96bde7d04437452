package dev.quern.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quern.gateway.CacheUse;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a client says on a WebSocket. */
sealed interface SocketMessage {
    Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,64}");

    /** Who they are. */
    record Auth(String token) implements SocketMessage {}

    /** @param id the client's own name of the question */
    record Ask(String id, QuestionBody question, CacheUse cache, Optional<Duration> time) implements SocketMessage {}

    record Cancel(String id) implements SocketMessage {}

    record Ping(Optional<String> id) implements SocketMessage {}

    /** Throws when it is none of these, and names the field that is wrong. */
    static SocketMessage read(ObjectNode message) throws JsonProcessingException {
        ObjectNode rest = message.deepCopy();
        return switch (text(rest, "type").orElse("")) {
            case "auth" -> nothingElse(new Auth(required(rest, "token")), rest);
            case "ask" -> {
                String id = id(required(rest, "id"));
                List<String> cache = text(rest, "cache_control").stream().toList();
                Optional<Duration> time = seconds(rest);
                yield new Ask(id, StrictJson.read(rest, QuestionBody.class), CacheControl.use(cache), time);
            }
            case "cancel" -> nothingElse(new Cancel(id(required(rest, "id"))), rest);
            case "ping" -> nothingElse(new Ping(text(rest, "id").map(SocketMessage::id)), rest);
            default -> throw QuernException.invalid("type", "`type` is `auth`, `ask`, `cancel` or `ping`.");
        };
    }

    /** The question that a message is about, as far as it can be found out. */
    static Optional<String> id(ObjectNode message) {
        return Optional.ofNullable(message.get("id"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .filter(id -> ID.matcher(id).matches());
    }

    private static String id(String id) {
        if (!ID.matcher(id).matches()) {
            throw QuernException.invalid("id", "`id` has 1 to 64 visible ASCII characters.");
        }
        return id;
    }

    private static Optional<Duration> seconds(ObjectNode message) {
        JsonNode value = message.remove("timeout");
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        double seconds = value.isNumber() ? value.asDouble() : Double.NaN;
        if (!(seconds >= .001 && seconds <= Integer.MAX_VALUE)) {
            throw QuernException.invalid("timeout", "`timeout` is a number of seconds.");
        }
        return Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    private static Optional<String> text(ObjectNode message, String field) {
        JsonNode value = message.remove(field);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw QuernException.invalid(field, "`" + field + "` is a text.");
        }
        return Optional.of(value.asText());
    }

    private static String required(ObjectNode message, String field) {
        return text(message, field).orElseThrow(() -> QuernException.invalid(field, "`" + field + "` is missing."));
    }

    private static SocketMessage nothingElse(SocketMessage read, ObjectNode rest) {
        if (!rest.isEmpty()) {
            String field = rest.fieldNames().next();
            throw QuernException.invalid(field, "There is no field `" + field + "` here.");
        }
        return read;
    }
}
