package dev.quern.llm;

import dev.quern.protocol.Call;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How urgent a question is and in which mood it is asked. Rules decide what they know; where they find a hint and no
 * more, a model of the affect role may decide between normal and high. A question without any hint is normal and neutral
 * and no model is asked: a wrong "urgent" makes others wait.
 */
public final class QuestionTriage {
    static final String RULES = "rules";

    private static final String INSTRUCTION = """
            Is the question of the user urgent: does it speak of an outage, an emergency, danger, or a deadline within \
            a day? Answer with one word, yes or no.""";

    private static final int MAX_TOKENS = 4;

    private final ShortText models;

    public QuestionTriage(ShortText models) {
        this.models = models;
    }

    /** @param by the model's name, or {@code rules} */
    public record Triage(Urgency urgency, Sentiment sentiment, String by) {}

    public Triage triage(Call call, String question) throws InterruptedException {
        TriageRules.Finding finding = TriageRules.of(question);
        if (!finding.open()) {
            return new Triage(finding.urgency(), finding.sentiment(), RULES);
        }
        Optional<ShortText.Text> text = models.write(
                call,
                Role.AFFECT,
                List.of(new Message(Author.SYSTEM, INSTRUCTION), new Message(Author.USER, PlainText.of(question))),
                MAX_TOKENS);
        Optional<Boolean> urgent = text.flatMap(written -> yesOrNo(written.text()));
        return new Triage(
                urgent.map(yes -> yes ? Urgency.HIGH : Urgency.NORMAL).orElse(finding.urgency()),
                finding.sentiment(),
                urgent.isPresent() ? text.orElseThrow().model() : RULES);
    }

    private static Optional<Boolean> yesOrNo(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.matches("yes\\W*")) {
            return Optional.of(true);
        }
        return word.matches("no\\W*") ? Optional.of(false) : Optional.empty();
    }
}
