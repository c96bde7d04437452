package dev.quern.retrieval.registry;

import dev.quern.protocol.QuernException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * A question and its answer.
 *
 * @param traceId of the answer; empty when it is not known
 */
public record Turn(String question, String answer, Instant askedAt, String traceId) {
    private static final int LONGEST_QUESTION = 4_000;
    private static final int LONGEST_ANSWER = 100_000;
    private static final int LONGEST_TRACE_ID = 64;

    void check() {
        if (question.isBlank()) {
            throw QuernException.invalid("question", "`question` says what was asked.");
        }
        Texts.requireAtMost("question", question, LONGEST_QUESTION);
        Texts.requireAtMost("answer", answer, LONGEST_ANSWER);
        Texts.requireLineOrNothing("trace_id", traceId, LONGEST_TRACE_ID);
    }

    /** About as many as it takes in a message. */
    long bytes() {
        return (long) question.getBytes(StandardCharsets.UTF_8).length
                + answer.getBytes(StandardCharsets.UTF_8).length
                + traceId.length();
    }

    Map<String, String> properties() {
        return Map.of("question", question, "answer", answer, "askedAt", askedAt.toString(), "traceId", traceId);
    }

    static Turn from(Entry entry) {
        return new Turn(
                entry.text("question"),
                entry.text("answer"),
                Instant.parse(entry.text("askedAt")),
                entry.text("traceId"));
    }
}
