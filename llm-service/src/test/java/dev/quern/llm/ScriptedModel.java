package dev.quern.llm;

import dev.quern.protocol.Call;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** A model that always says the same. */
final class ScriptedModel implements LanguageModel {
    static final int CONTEXT_WINDOW = 2048;

    final List<List<Message>> conversations = new CopyOnWriteArrayList<>();
    final List<GenerationOptions> options = new CopyOnWriteArrayList<>();
    private final List<String> tokens;

    ScriptedModel(String... tokens) {
        this.tokens = List.of(tokens);
    }

    /** Says {@code text} word by word. */
    static ScriptedModel saying(String text) {
        return new ScriptedModel(Pattern.compile("(?<= )").splitAsStream(text).toArray(String[]::new));
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public BackEnd backEnd() {
        return BackEnd.OPENAI;
    }

    @Override
    public String fingerprint() {
        return tokens.toString();
    }

    @Override
    public int countTokens(String text) {
        return TokenEstimate.of(text);
    }

    @Override
    public ModelOutcome generate(Call call, List<Message> conversation, GenerationOptions given, TokenSink sink)
            throws InterruptedException {
        conversations.add(conversation);
        options.add(given);
        int count = 0;
        for (String token : tokens) {
            call.ensureWanted();
            if (count == given.maxTokens()) {
                return new ModelOutcome(FinishReason.LENGTH, 10, count, true);
            }
            count++;
            if (!sink.accept(token)) {
                break;
            }
        }
        return new ModelOutcome(FinishReason.STOP, 10, count, true);
    }

    @Override
    public void check() {}

    @Override
    public void close() {}
}
