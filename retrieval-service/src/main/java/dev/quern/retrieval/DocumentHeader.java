package dev.quern.retrieval;

import java.util.List;
import java.util.Map;

/**
 * What the sender says about a document; everything but the media type may be empty.
 *
 * @param metadata values of the fields that the collection declares, by name
 */
public record DocumentHeader(
        String title,
        String source,
        String mediaType,
        List<String> tags,
        String language,
        Map<String, Value> metadata) {
    public DocumentHeader {
        tags = List.copyOf(tags);
        metadata = Map.copyOf(metadata);
    }
}
