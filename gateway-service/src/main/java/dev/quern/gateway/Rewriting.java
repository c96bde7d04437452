package dev.quern.gateway;

import dev.quern.gateway.Generated.Tokens;
import dev.quern.protocol.QuernException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Makes questions that follow on from a conversation stand alone, so that they can be searched for, within the caller's
 * budget of tokens. Under severe pressure no model is asked for that either.
 */
@ApplicationScoped
class Rewriting {
    /** What is gone without when a question is searched for as it was asked, or was made to stand alone by rules only. */
    static final String REWRITING = "rewriting";

    private static final Logger LOG = Logger.getLogger(Rewriting.class);
    /** What a model gets and writes besides the question, about: llm-service condenses the conversation. */
    private static final int TOKENS = 600;

    private final Generation generation;
    private final TokenBudgets budgets;
    private final QuestionAnalysis analysis;
    private final Supplier<Pressure> pressure;

    @Inject
    Rewriting(Generation generation, TokenBudgets budgets, QuestionAnalysis analysis, Admission admission) {
        this(generation, budgets, analysis, admission::pressure);
    }

    Rewriting(Generation generation, TokenBudgets budgets, QuestionAnalysis analysis, Supplier<Pressure> pressure) {
        this.generation = generation;
        this.budgets = budgets;
        this.analysis = analysis;
        this.pressure = pressure;
    }

    /** @param tokens that it took */
    record Standing(Inquiry inquiry, Tokens tokens) {}

    Standing alone(Inquiry inquiry) throws InterruptedException {
        if (inquiry.question().history().isEmpty()) {
            return new Standing(inquiry, Tokens.NONE);
        }
        if (pressure.get().feltBy(inquiry.visit().priority()) == Pressure.SEVERE) {
            inquiry.without(REWRITING);
            return new Standing(inquiry, Tokens.NONE);
        }
        try {
            return standing(inquiry, inquiry.time("rewrite", () -> rewritten(inquiry)));
        } catch (QuernException failure) {
            if (!Trouble.canBeDoneWithout(inquiry.call(), failure)) {
                throw failure;
            }
            LOG.warnf("searching for a question as it was asked: %s", failure.text());
            inquiry.without(REWRITING);
            return new Standing(inquiry, Tokens.NONE);
        }
    }

    private Generation.Rewritten rewritten(Inquiry inquiry) {
        Question question = inquiry.question();
        try (TokenBudgets.Reservation reserved =
                budgets.reserve(inquiry.visit(), TokenEstimate.of(question.text()) + TOKENS)) {
            Generation.Rewritten rewritten = generation.rewrite(Trouble.hurried(inquiry.call()), question);
            reserved.spent(rewritten.tokens().sum());
            return rewritten;
        }
    }

    private Standing standing(Inquiry inquiry, Generation.Rewritten rewritten) {
        if (rewritten.degraded()) {
            inquiry.without(REWRITING);
        }
        boolean taken = rewritten.changed()
                && !rewritten.question().isBlank()
                && rewritten.question().length() <= Question.LONGEST;
        if (!taken) {
            return new Standing(inquiry, rewritten.tokens());
        }
        Question standing = inquiry.question().asking(rewritten.question());
        return new Standing(inquiry.asking(standing, analysis.analyse(standing)), rewritten.tokens());
    }
}
