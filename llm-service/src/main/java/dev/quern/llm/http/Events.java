package dev.quern.llm.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.llm.ModelFailures;
import java.util.Optional;

/** Reads what a server sends in a stream; throws for what is no event, and for a failure that the server reports. */
record Events(ModelFailures failures, Refusals refusals) {
    private static final String DATA = "data:";
    private static final String ERROR = "error:";

    /** The data of a line of server-sent events. */
    static Optional<String> data(String line) {
        return line.startsWith(DATA) ? Optional.of(line.substring(DATA.length()).strip()) : Optional.empty();
    }

    /** llama.cpp's server writes failures so. */
    static boolean isError(String line) {
        return line.startsWith(ERROR);
    }

    JsonNode parse(String text) {
        JsonNode event = Json.event(text, failures);
        JsonNode error = event.path("error");
        if (!error.isMissingNode() && !error.isNull()) {
            throw refusals.inStream(event);
        }
        return event;
    }

    void failOn(String line) {
        JsonNode error = Json.read(line.substring(ERROR.length())).orElseGet(Json::object);
        throw refusals.inStream(error);
    }
}
