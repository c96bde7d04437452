package dev.quern.embedding;

import dev.quern.protocol.QuernException;
import java.util.List;

/** How much one request may hold. */
record EmbeddingLimits(int maxBatch, int maxTextLength) {
    EmbeddingLimits {
        Settings.requirePositive("max-batch", maxBatch);
        Settings.requirePositive("max-text-length", maxTextLength);
    }

    /** Throws, naming the field, unless every text can be embedded. */
    void check(List<String> texts) {
        if (texts.isEmpty()) {
            throw QuernException.invalid("texts", "There is no text to embed.");
        }
        if (texts.size() > maxBatch) {
            throw QuernException.invalid(
                    "texts", "At most " + maxBatch + " texts can be embedded at once; these are " + texts.size() + ".");
        }
        for (int i = 0; i < texts.size(); i++) {
            String field = "texts[" + i + "]";
            if (texts.get(i).isBlank()) {
                throw QuernException.invalid(field, "A text to embed must not be blank.");
            }
            if (texts.get(i).length() > maxTextLength) {
                throw QuernException.invalid(
                        field, "A text to embed has at most " + maxTextLength + " characters; split it.");
            }
        }
    }
}
