package dev.quern.gateway;

import dev.quern.gateway.AnswerEvent.ResponseChunk;
import dev.quern.gateway.Generation.Terms;
import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Has the text of an answer written, within the caller's budget of tokens. Under pressure it comes from a smaller
 * model; when no model can write it, it is sentences of the sources. What is most urgent gets the best there is.
 */
@ApplicationScoped
class Writing {
    /** A smaller model than the question is worth. */
    static final String MODEL = "model";
    /** Passages without a generated answer. */
    static final String GENERATION = "generation";

    private static final Logger LOG = Logger.getLogger(Writing.class);
    /** Of the time that is left, what is kept for saying that it was not enough. */
    private static final int SHARE_LEFT = 20;

    private static final int PROMPT_TOKENS = 300;
    private static final float SIMPLEST = 0;

    private final Generation generation;
    private final TokenBudgets budgets;
    private final Supplier<Pressure> pressure;
    private final GatewayConfig config;

    @Inject
    Writing(Generation generation, TokenBudgets budgets, Admission admission, GatewayConfig config) {
        this(generation, budgets, admission::pressure, config);
    }

    Writing(Generation generation, TokenBudgets budgets, Supplier<Pressure> pressure, GatewayConfig config) {
        if (config.asking().answerTokens() < 1) {
            throw new IllegalArgumentException("quern.gateway.asking.answer-tokens is 1 or more.");
        }
        this.generation = generation;
        this.budgets = budgets;
        this.pressure = pressure;
        this.config = config;
    }

    /** So that what is configured wrongly stops the start, not the first question. */
    void checkSettings(@Observes StartupEvent start) {}

    Generated write(Inquiry inquiry, List<Source> sources) throws InterruptedException {
        return switch (pressure.get().feltBy(inquiry.visit().priority())) {
            case NONE -> generated(inquiry, sources, inquiry.analysis().complexity());
            case HIGH -> generated(inquiry, sources, smaller(inquiry));
            case SEVERE -> passages(inquiry, sources, WorkKind.PASSAGES, "too much is asked just now");
        };
    }

    /** What is simple gets a small model anyway, and what names one gets that. */
    private float smaller(Inquiry inquiry) {
        float complexity = inquiry.analysis().complexity();
        if (complexity < config.twoStageComplexity()
                || inquiry.question().generation().model().isPresent()) {
            return complexity;
        }
        inquiry.without(MODEL);
        inquiry.listener().turnsOut(WorkKind.OTHER);
        return SIMPLEST;
    }

    private Generated generated(Inquiry inquiry, List<Source> sources, float complexity) throws InterruptedException {
        Question question = inquiry.question();
        long prompt = promptTokens(question, sources);
        long answer = question.generation().maxTokens().orElse(config.asking().answerTokens());
        StringBuilder written = new StringBuilder();
        try (TokenBudgets.Reservation reserved = budgets.reserve(inquiry.visit(), prompt + answer)) {
            boolean ended = false;
            long spent = 0;
            try {
                Generated generated = generation.generate(
                        early(inquiry.call()),
                        question,
                        sources,
                        new Terms(complexity, inquiry.visit().priority(), reserved.bound(prompt + answer)),
                        text -> {
                            written.append(text);
                            inquiry.listener().on(new ResponseChunk(text, false));
                        });
                ended = true;
                spent = generated.tokens().sum();
                return generated;
            } catch (QuernException failure) {
                boolean shown = !written.isEmpty() && inquiry.listener().showsParts();
                if (shown || !Trouble.canBeDoneWithout(inquiry.call(), failure)) {
                    throw failure;
                }
                LOG.warnf("answering with passages only: %s", failure.text());
                return passages(inquiry, sources, WorkKind.OTHER, "no model could: " + failure.text());
            } finally {
                // A text that broke off was paid for as far as it went.
                boolean brokeOff = !ended && !written.isEmpty();
                reserved.spent(brokeOff ? prompt + TokenEstimate.of(written) : spent);
            }
        }
    }

    private static Generated passages(Inquiry inquiry, List<Source> sources, WorkKind kind, String reason)
            throws InterruptedException {
        inquiry.without(GENERATION);
        inquiry.listener().turnsOut(kind);
        Generated text = PassageText.of(inquiry.question(), sources, reason);
        inquiry.listener().on(new ResponseChunk(text.text(), false));
        return text;
    }

    private static long promptTokens(Question question, List<Source> sources) {
        return PROMPT_TOKENS
                + TokenEstimate.of(question.text())
                + sources.stream()
                        .mapToLong(source -> TokenEstimate.of(source.title()) + TokenEstimate.of(source.text()))
                        .sum()
                + question.history().stream()
                        .mapToLong(message -> TokenEstimate.of(message.text()))
                        .sum();
    }

    private static Call early(Call call) {
        Duration left = call.deadline().remaining();
        return Trouble.within(call, left.minus(left.dividedBy(SHARE_LEFT)));
    }
}
