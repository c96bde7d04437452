package dev.quern.gateway.openai;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.quern.gateway.Message;
import dev.quern.protocol.QuernException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A message as it is sent: a new one, or one that came as a reply before and is sent back as it came. */
@Schema(name = "ChatMessage", additionalProperties = Schema.True.class)
public record MessageBody(
        @Schema(
                required = true,
                enumeration = {"system", "developer", "user", "assistant"})
        @Nullable String role,

        @Schema(
                oneOf = {String.class, TextPartBody[].class},
                description = "A text, or parts of the type `text`.")
        @JsonDeserialize(using = ContentReader.class)
        @Nullable Content content,

        @Schema(hidden = true) @JsonAnySetter @Nullable Map<String, JsonNode> others) {
    /** What replies have beside their text, and names, of which no model is told. */
    private static final Set<String> PASSED_OVER = Set.of("name", "refusal", "annotations", "quern");

    /** A part of a message. */
    @Schema(name = "ChatTextPart")
    public record TextPartBody(
            @Schema(required = true, enumeration = "text") String type,
            @Schema(required = true) String text) {}

    /** Empty for a reply without a text. */
    Optional<Message> message(String field) {
        if (others != null) {
            others.forEach((name, value) -> refuse(field, name, value));
        }
        Message.Author author = author(field);
        if (content == null || content.isBlank()) {
            if (author == Message.Author.ASSISTANT) {
                return Optional.empty();
            }
            throw QuernException.invalid(field + ".content", "A message needs a text.");
        }
        return Optional.of(new Message(author, content.text(field + ".content")));
    }

    private Message.Author author(String field) {
        return switch (role == null ? "" : role) {
            case "system", "developer" -> Message.Author.SYSTEM;
            case "user" -> Message.Author.USER;
            case "assistant" -> Message.Author.ASSISTANT;
            case "tool", "function" -> throw QuernException.invalid(field + ".role", Parameters.NO_TOOLS);
            default ->
                throw QuernException.invalid(field + ".role", "`role` is one of system, developer, user, assistant.");
        };
    }

    private static void refuse(String field, String name, JsonNode value) {
        if (!PASSED_OVER.contains(name) && !Parameters.saysNothing(value)) {
            throw QuernException.invalid(
                    field + "." + name,
                    name.equals("tool_calls") || name.equals("function_call")
                            ? Parameters.NO_TOOLS
                            : "There is no field `" + field + "." + name + "` here.");
        }
    }
}
