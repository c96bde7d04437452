package dev.quern.command.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quern.command.UsageException;

/** What is given as metadata. */
public final class Metadata {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Metadata() {}

    /** Said once, before every single upload is refused for it. */
    public static void require(String metadata) {
        try {
            if (metadata.isEmpty() || JSON.readTree(metadata).isObject()) {
                return;
            }
        } catch (JacksonException e) {
            // Told below, as for JSON that is no object.
        }
        throw new UsageException("--metadata needs a JSON object, for example '{\"year\": 1786}'.");
    }
}
