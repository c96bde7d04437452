package dev.quern.gateway;

import dev.quern.protocol.Names;
import dev.quern.protocol.QuernException;
import java.text.Normalizer;

/**
 * A question as it was asked, checked and normalised: what differs in white space or Unicode form only is the same
 * question.
 *
 * @param maxResults sources at most
 */
public record Question(String text, String collection, int maxResults, SearchOptions options) {
    public static final int LONGEST = 4_000;
    public static final int MOST_RESULTS = 50;

    public Question {
        text = Normalizer.normalize(text, Normalizer.Form.NFC)
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
        if (text.isEmpty()) {
            throw QuernException.invalid("query", "A question needs words.");
        }
        if (text.length() > LONGEST) {
            throw QuernException.invalid(
                    "query", "The question has " + text.length() + " characters; " + LONGEST + " are possible.");
        }
        Names.requireCollection(collection);
        if (maxResults < 1 || maxResults > MOST_RESULTS) {
            throw QuernException.invalid("max_results", "`max_results` is from 1 to " + MOST_RESULTS + ".");
        }
    }
}
