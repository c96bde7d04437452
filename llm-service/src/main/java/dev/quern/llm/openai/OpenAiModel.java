package dev.quern.llm.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quern.llm.Author;
import dev.quern.llm.BackEnd;
import dev.quern.llm.FinishReason;
import dev.quern.llm.GenerationOptions;
import dev.quern.llm.LanguageModel;
import dev.quern.llm.Message;
import dev.quern.llm.ModelOutcome;
import dev.quern.llm.TokenEstimate;
import dev.quern.llm.TokenSink;
import dev.quern.protocol.Call;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A model behind any server that speaks OpenAI's chat completions: llama.cpp's, vLLM, Ollama, OpenAI itself. */
public final class OpenAiModel implements LanguageModel {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final URI baseUrl;
    private final int contextWindow;
    private final Duration stallLimit;
    private final ModelServer server;

    /**
     * @param name as the server calls the model
     * @param baseUrl up to and without {@code /chat/completions}
     * @param stallLimit how long the server may pause between two tokens
     */
    public OpenAiModel(String name, URI baseUrl, Optional<String> apiKey, int contextWindow, Duration stallLimit) {
        if (baseUrl.getHost() == null) {
            throw new IllegalArgumentException(
                    "quern.llm.base-url is not the address of a server: http://host:port/v1 is one.");
        }
        this.name = name;
        this.baseUrl = baseUrl;
        this.contextWindow = contextWindow;
        this.stallLimit = stallLimit;
        this.server = new ModelServer(baseUrl, apiKey);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public BackEnd backEnd() {
        return BackEnd.OPENAI;
    }

    @Override
    public int contextWindow() {
        return contextWindow;
    }

    @Override
    public String fingerprint() {
        return baseUrl.getScheme() + "://" + baseUrl.getAuthority() + baseUrl.getPath();
    }

    @Override
    public int countTokens(String text) {
        return TokenEstimate.of(text);
    }

    @Override
    public ModelOutcome generate(Call call, List<Message> conversation, GenerationOptions options, TokenSink sink)
            throws InterruptedException {
        CompletionStream stream = new CompletionStream(JSON, sink);
        try (EventLines lines = server.complete(call, request(conversation, options))) {
            boolean open = true;
            while (open) {
                // Until the first token a model reads its prompt, which takes as long as it takes.
                Duration patience =
                        stream.tokens() == 0 ? call.deadline().remaining().plusSeconds(1) : stallLimit;
                Optional<String> line = lines.next(call, patience);
                open = line.isPresent() && stream.accept(line.get());
            }
        }
        FinishReason finish = stream.finish();
        return stream.usage()
                .map(usage -> new ModelOutcome(finish, usage.promptTokens(), usage.completionTokens()))
                .orElseGet(() -> new ModelOutcome(
                        finish,
                        conversation.stream()
                                .mapToInt(message -> countTokens(message.text()))
                                .sum(),
                        stream.tokens()));
    }

    @Override
    public void check() {
        server.check();
    }

    @Override
    public void close() {
        server.close();
    }

    private byte[] request(List<Message> conversation, GenerationOptions options) {
        try {
            return JSON.writeValueAsBytes(new ChatCompletion.Request(
                    name,
                    conversation.stream().map(OpenAiModel::turn).toList(),
                    options.maxTokens(),
                    options.temperature(),
                    options.stop(),
                    true,
                    new ChatCompletion.StreamOptions(true)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers can be written as JSON", e);
        }
    }

    private static ChatCompletion.Turn turn(Message message) {
        return new ChatCompletion.Turn(role(message.author()), message.text());
    }

    private static String role(Author author) {
        return switch (author) {
            case SYSTEM -> "system";
            case USER -> "user";
            case ASSISTANT -> "assistant";
        };
    }
}
