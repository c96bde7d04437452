package dev.quern.gateway.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.StringJoiner;

/** Reads what a message says: a text, or an array of parts. */
final class ContentReader extends JsonDeserializer<Content> {
    private static final int LONGEST_NAME = 40;

    @Override
    public Content deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> new Content(parser.getText(), Optional.empty());
            case START_ARRAY -> parts(parser, context);
            default -> (Content) context.handleUnexpectedToken(Content.class, parser);
        };
    }

    private static Content parts(JsonParser parser, DeserializationContext context) throws IOException {
        StringJoiner text = new StringJoiner("\n");
        Optional<String> foreign = Optional.empty();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonNode part = context.readTree(parser);
            if (part.path("type").asText().equals("text") && part.path("text").isTextual()) {
                text.add(part.path("text").textValue());
            } else {
                String type = part.path("type").asText("?");
                foreign = Optional.of(type.substring(0, Math.min(type.length(), LONGEST_NAME)));
            }
        }
        return new Content(text.toString(), foreign);
    }
}
