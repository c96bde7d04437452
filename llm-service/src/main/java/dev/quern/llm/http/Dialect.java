package dev.quern.llm.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quern.llm.ApiKey;
import dev.quern.llm.GenerationOptions;
import dev.quern.llm.Message;
import java.util.List;
import java.util.Map;

/** How a kind of server is spoken to. Safe for use by many threads. */
interface Dialect {

    /** After the base URL; everything that decides what answers. */
    String path();

    /** After the base URL; answered with a list of models, where the server has one. */
    String checkPath();

    Map<String, String> headers(ApiKey key);

    /** What goes with every request, key or not. */
    default Map<String, String> headers() {
        return Map.of();
    }

    /** The media type of its streams. */
    String streamType();

    ObjectNode request(List<Message> conversation, GenerationOptions options);

    /** Takes a line of the stream; whether more are to be read. */
    boolean read(String line, Answer answer, Events events) throws InterruptedException;

    /** Whether what it answered to a check has the model. */
    default boolean hasModel(JsonNode checked) {
        return true;
    }
}
