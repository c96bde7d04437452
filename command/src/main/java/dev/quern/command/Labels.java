package dev.quern.command;

import java.util.List;

/**
 * What every document of a run is given.
 *
 * @param language empty: unknown
 * @param metadata a JSON object, or empty
 */
public record Labels(List<String> tags, String language, String metadata) {

    /** Differs when the labels do: documents that have others are to be sent again. */
    String fingerprint() {
        return Hashes.brief(String.join("\n", language, metadata, String.join("\n", tags)));
    }
}
