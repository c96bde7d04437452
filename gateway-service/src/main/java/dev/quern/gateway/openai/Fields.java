package dev.quern.gateway.openai;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.Map;

/** What Quern calls something, and what a client of OpenAI's API called it. */
final class Fields {
    private static final Map<String, String> ASKED = Map.of(
            "query",
            "messages",
            "history",
            "messages",
            "question",
            "messages",
            "prompt",
            "messages",
            "collection",
            "model",
            "collections",
            "model");

    private Fields() {}

    /** Of a question that was asked in a conversation. */
    static QuernException asAsked(QuernException failure) {
        // Which of the messages it was has another number there: some are passed over.
        String field = failure.field()
                .map(name -> name.startsWith("history[") ? "history" : name)
                .map(name -> ASKED.getOrDefault(name, name))
                .orElse("");
        if (field.isEmpty()) {
            return failure;
        }
        // A collection of which the name is impossible is not there either.
        return field.equals("model") && failure.code() == ErrorCode.INVALID_ARGUMENT
                ? QuernException.notFound(field, failure.text())
                : failure.withField(field);
    }

    /** Of texts that were sent under another name: {@code texts[3]} was {@code input[3]}. */
    static QuernException renamed(QuernException failure, String from, String to) {
        return failure.field()
                .filter(field -> field.equals(from) || field.startsWith(from + "["))
                .map(field -> failure.withField(to + field.substring(from.length())))
                .orElse(failure);
    }
}
