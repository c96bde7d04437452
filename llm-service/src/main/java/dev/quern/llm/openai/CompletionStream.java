package dev.quern.llm.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quern.llm.FinishReason;
import dev.quern.llm.TokenSink;
import dev.quern.llm.openai.ChatCompletion.Choice;
import dev.quern.llm.openai.ChatCompletion.Chunk;
import dev.quern.llm.openai.ChatCompletion.Delta;
import dev.quern.llm.openai.ChatCompletion.Usage;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a completion from the lines of its event stream. What ends without a reason to finish has broken off. */
final class CompletionStream {
    private static final String DATA = "data:";
    private static final String DONE = "[DONE]";

    private final ObjectMapper json;
    private final TokenSink sink;
    private int tokens;
    private @Nullable String finishReason;
    private @Nullable Usage usage;

    CompletionStream(ObjectMapper json, TokenSink sink) {
        this.json = json;
        this.sink = sink;
    }

    /** Whether more lines are to be read. */
    boolean accept(String line) throws InterruptedException {
        if (!line.startsWith(DATA)) {
            return true;
        }
        String data = line.substring(DATA.length()).strip();
        if (data.equals(DONE)) {
            return false;
        }
        Chunk chunk = parse(data);
        if (chunk.error() != null) {
            throw new QuernException(
                    ErrorCode.SERVICE_UNAVAILABLE, "The language model's server failed while it answered.");
        }
        if (chunk.usage() != null) {
            usage = chunk.usage();
        }
        List<Choice> choices = chunk.choices();
        return choices == null || choices.isEmpty() || accept(choices.getFirst());
    }

    int tokens() {
        return tokens;
    }

    Optional<Usage> usage() {
        return Optional.ofNullable(usage);
    }

    /** Throws when the stream ended before the completion did. */
    FinishReason finish() {
        return switch (finishReason) {
            case null ->
                throw new QuernException(
                        ErrorCode.SERVICE_UNAVAILABLE, "The language model's answer broke off before its end.");
            case "length" -> FinishReason.LENGTH;
            default -> FinishReason.STOP;
        };
    }

    private boolean accept(Choice choice) throws InterruptedException {
        Delta delta = choice.delta();
        String content = delta == null ? null : delta.content();
        if (content != null && !content.isEmpty()) {
            tokens++;
            if (!sink.accept(content)) {
                finishReason = "stop";
                return false;
            }
        }
        if (choice.finishReason() != null) {
            finishReason = choice.finishReason();
        }
        return true;
    }

    private Chunk parse(String data) {
        try {
            return json.readValue(data, Chunk.class);
        } catch (JsonProcessingException e) {
            throw new QuernException(
                    ErrorCode.SERVICE_UNAVAILABLE, "The language model's server sent what is not a completion.", e);
        }
    }
}
