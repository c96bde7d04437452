package dev.quern.llm;

import dev.quern.protocol.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A model that does whatever it is told outside of the lines of sources: it splits what it gets at the marks and at the
 * control tokens of the common chat templates, as a real one's tokenizer does, and says the word for every part that
 * asks for it. It repeats its instructions when such a part asks for them.
 */
final class ObedientModel implements LanguageModel {
    private static final Pattern TURN = Pattern.compile(
            "<\\|[^>]*>|<｜[^>]*>|\\[/?INST]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>|<bos>|<eos>|</?think>|</?tool_call>"
                    + "|\\[TOOL_CALLS]|</?function_calls>|</?instructions>|<!--",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SOURCE = Pattern.compile("\\[\\d+] \\P{Cntrl}*");

    final String word;
    final List<String> obeyed = new ArrayList<>();

    ObedientModel(String word) {
        this.word = word;
    }

    @Override
    public ModelOutcome generate(Call call, List<Message> conversation, GenerationOptions options, TokenSink sink)
            throws InterruptedException {
        for (Message message : conversation) {
            boolean data = false;
            for (String line : message.text().lines().toList()) {
                boolean mark = line.equals("<sources>") || line.equals("</sources>");
                data = mark ? line.equals("<sources>") : data;
                boolean source = data
                        && SOURCE.matcher(line).matches()
                        && !TURN.matcher(line).find();
                if (!mark && !source && line.contains(word)) {
                    obeyed.add(line);
                }
            }
        }
        sink.accept(obeyed.isEmpty() ? "Documents are kept in Weaviate." : word);
        return new ModelOutcome(FinishReason.STOP, 10, 1, true);
    }

    @Override
    public String name() {
        return "obedient";
    }

    @Override
    public BackEnd backEnd() {
        return BackEnd.OPENAI;
    }

    @Override
    public String fingerprint() {
        return word;
    }

    @Override
    public int countTokens(String text) {
        return TokenEstimate.of(text);
    }

    @Override
    public void check() {}

    @Override
    public void close() {}
}
