package dev.quern.gateway;

import dev.quern.protocol.Names;
import dev.quern.protocol.QuernException;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * A question as it was asked, checked and normalised: what differs in white space or Unicode form only is the same
 * question.
 *
 * @param collections that are asked, each once, in the order in which they were named
 * @param maxResults sources at most
 * @param history what was said before, oldest first
 * @param continued the kept conversation that it goes on with, whose turns are then the history
 * @param explain whether it is told how every source was found
 */
public record Question(
        String text,
        List<String> collections,
        int maxResults,
        SearchOptions options,
        GenerationOptions generation,
        List<Message> history,
        Optional<Continued> continued,
        boolean explain) {
    public static final int LONGEST = 4_000;
    public static final int MOST_RESULTS = 50;
    public static final int MOST_COLLECTIONS = 10;
    public static final int MOST_MESSAGES = 50;
    /** Of all messages together, in characters. */
    public static final int LONGEST_HISTORY = 100_000;

    public static final int LONGEST_MESSAGE = 32_000;
    private static final int USUAL_RESULTS = 5;

    /**
     * A conversation of somebody.
     *
     * @param user as the caller names them; empty: the usual one
     */
    public record Continued(String id, Optional<String> user) {}

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
        collections = List.copyOf(new LinkedHashSet<>(collections));
        if (collections.isEmpty() || collections.size() > MOST_COLLECTIONS) {
            throw QuernException.invalid(
                    "collections", "From 1 to " + MOST_COLLECTIONS + " collections can be asked at once.");
        }
        collections.forEach(Names::requireCollection);
        history = List.copyOf(history);
        checkHistory(history);
        if (continued.isPresent() && !history.isEmpty()) {
            throw QuernException.invalid(
                    "conversation_id", "`history` or `conversation_id`: a kept conversation has its own history.");
        }
        if (maxResults < 1 || maxResults > MOST_RESULTS) {
            throw QuernException.invalid("max_results", "`max_results` is from 1 to " + MOST_RESULTS + ".");
        }
    }

    /** That belongs to no kept conversation, and explains nothing. */
    public Question(
            String text,
            List<String> collections,
            int maxResults,
            SearchOptions options,
            GenerationOptions generation,
            List<Message> history) {
        this(text, collections, maxResults, options, generation, history, Optional.empty(), false);
    }

    /** Asked as most are. */
    public static Question of(String text, String collection) {
        return new Question(
                text, List.of(collection), USUAL_RESULTS, SearchOptions.USUAL, GenerationOptions.USUAL, List.of());
    }

    /** The first of them. */
    public String collection() {
        return collections.getFirst();
    }

    /** The same, asked of one collection. */
    Question in(String collection) {
        return new Question(text, List.of(collection), maxResults, options, generation, history, continued, explain);
    }

    /** The same in other words. */
    Question asking(String words) {
        return new Question(words, collections, maxResults, options, generation, history, continued, explain);
    }

    /** The same after all of this was said. */
    Question after(List<Message> said) {
        return new Question(text, collections, maxResults, options, generation, said, Optional.empty(), explain);
    }

    /** The same, searched for by its words only. */
    Question byWords() {
        return new Question(text, collections, maxResults, options.byWords(), generation, history, continued, explain);
    }

    private static void checkHistory(List<Message> history) {
        if (history.size() > MOST_MESSAGES) {
            throw QuernException.invalid("history", "`history` has at most " + MOST_MESSAGES + " messages.");
        }
        int characters = 0;
        for (int i = 0; i < history.size(); i++) {
            String said = history.get(i).text();
            if (said.isBlank() || said.length() > LONGEST_MESSAGE) {
                throw QuernException.invalid(
                        "history[" + i + "]", "A message of `history` has 1 to " + LONGEST_MESSAGE + " characters.");
            }
            characters += said.length();
        }
        if (characters > LONGEST_HISTORY) {
            throw QuernException.invalid(
                    "history", "`history` has at most " + LONGEST_HISTORY + " characters, all messages together.");
        }
    }
}
