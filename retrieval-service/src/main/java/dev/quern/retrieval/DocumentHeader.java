package dev.quern.retrieval;

import java.util.List;

/** What the sender says about a document; everything but the media type may be empty. */
public record DocumentHeader(String title, String source, String mediaType, List<String> tags, String language) {
    public DocumentHeader {
        tags = List.copyOf(tags);
    }
}
