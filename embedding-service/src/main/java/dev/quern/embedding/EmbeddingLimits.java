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
    void checkTexts(List<String> texts) {
        checkCount("texts", texts);
        for (int i = 0; i < texts.size(); i++) {
            checkText("texts[" + i + "]", texts.get(i));
        }
    }

    /** Throws, naming the field, unless every passage can be scored. */
    void checkRanking(String query, List<String> passages) {
        checkText("query", query);
        checkCount("passages", passages);
        for (int i = 0; i < passages.size(); i++) {
            checkText("passages[" + i + "]", passages.get(i));
        }
    }

    private void checkCount(String field, List<String> texts) {
        if (texts.isEmpty()) {
            throw QuernException.invalid(field, "There has to be at least one text.");
        }
        if (texts.size() > maxBatch) {
            throw QuernException.invalid(
                    field, "At most " + maxBatch + " texts are taken at once; these are " + texts.size() + ".");
        }
    }

    private void checkText(String field, String text) {
        if (text.isBlank()) {
            throw QuernException.invalid(field, "A text must not be blank.");
        }
        if (text.length() > maxTextLength) {
            throw QuernException.invalid(field, "A text has at most " + maxTextLength + " characters; split it.");
        }
    }
}
