package dev.quern.llm;

import dev.quern.protocol.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a question that follows on from a conversation stand for itself, so that it can be searched for: by a model of
 * the memory role, whose rewriting is believed only as far as it adds nothing that neither the question nor the
 * conversation has; else by {@link FollowUp}'s rules. A question that stands alone is left as it is, and no model is
 * asked.
 */
public final class QuestionRewriter {
    static final String RULES = "rules";

    static final String INSTRUCTION = """
            Rewrite the last question so that it can be understood without the conversation. \
            Put in what its pronouns stand for. Do not answer it. Write the question only.""";

    private static final int MAX_TOKENS = 80;
    private static final int HISTORY_TOKENS = 400;

    private final ShortText models;

    public QuestionRewriter(ShortText models) {
        this.models = models;
    }

    /**
     * @param rewritten false: it is the question itself
     * @param by the model's name, or {@code rules}
     * @param cost in the currency of the configured prices; of a rewriting that was not believed too
     * @param degraded whether models are there for it and none could just now
     */
    public record Rewriting(
            String question,
            boolean rewritten,
            String by,
            int promptTokens,
            int completionTokens,
            double cost,
            boolean degraded) {}

    /** @param history oldest first */
    public Rewriting rewrite(Call call, String question, List<Message> history) throws InterruptedException {
        if (!FollowUp.isFollowUp(question, history)) {
            return new Rewriting(question, false, RULES, 0, 0, 0, false);
        }
        Optional<ShortText.Text> written = models.write(call, Role.MEMORY, conversation(question, history), MAX_TOKENS);
        Optional<String> believed = written.flatMap(text -> RewritingCheck.accepted(text.text(), question, history));
        String standing = believed.orElseGet(() -> FollowUp.standalone(question, history));
        return new Rewriting(
                standing,
                !standing.equals(question),
                believed.isPresent() ? written.orElseThrow().model() : RULES,
                written.map(ShortText.Text::promptTokens).orElse(0),
                written.map(ShortText.Text::completionTokens).orElse(0),
                written.map(ShortText.Text::cost).orElse(0.0),
                written.isEmpty() && models.serves(Role.MEMORY));
    }

    private static List<Message> conversation(String question, List<Message> history) {
        StringBuilder said = new StringBuilder("Conversation:\n");
        for (Message message : History.condense(history, question, HISTORY_TOKENS, TokenEstimate::of)) {
            said.append(message.author() == Author.USER ? "User: " : "Assistant: ")
                    .append(message.text())
                    .append('\n');
        }
        said.append("\nLast question: ").append(PlainText.of(question));
        List<Message> conversation = new ArrayList<>();
        conversation.add(new Message(Author.SYSTEM, INSTRUCTION));
        conversation.add(new Message(Author.USER, said.toString()));
        return conversation;
    }
}
