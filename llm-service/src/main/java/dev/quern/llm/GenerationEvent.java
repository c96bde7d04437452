package dev.quern.llm;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What happens during a generation: {@link Started}, then {@link Delta}s, then {@link Completed}. */
public sealed interface GenerationEvent {

    /** As those get it for whom it was not generated. */
    default GenerationEvent byAnother() {
        return this;
    }

    /**
     * Comes with the first token, when it is settled who answers.
     *
     * @param tier empty: no model
     * @param reason why this model
     * @param routingEpoch changes whenever the same request could be answered by another model or prompt
     * @param skipped models that should have answered and could not, in the order in which they were tried; with any,
     *     the answer is not the one that the routing epoch stands for
     */
    record Started(
            String model,
            BackEnd backEnd,
            Optional<Tier> tier,
            String reason,
            String routingEpoch,
            String promptVersion,
            List<SkippedModel> skipped)
            implements GenerationEvent {
        public Started {
            skipped = List.copyOf(skipped);
        }
    }

    /** The next part of the text. */
    record Delta(String text) implements GenerationEvent {}

    /**
     * @param sentences for grounded prompts: all of the text, in order
     * @param removedCitations citations to sources that were not given; they are not in the text
     */
    record Completed(FinishReason finish, Spent spent, List<Sentence> sentences, int removedCitations)
            implements GenerationEvent {
        public Completed {
            sentences = List.copyOf(sentences);
        }

        @Override
        public Completed byAnother() {
            return new Completed(finish, spent.byAnother(), sentences, removedCitations);
        }
    }

    /**
     * What a generation took.
     *
     * @param cost in the currency of the configured prices
     * @param exact whether the tokens were counted and not estimated
     * @param firstToken from the request to the first token, if there was one
     * @param shared whether it ran for another caller already, who bears the cost
     */
    record Spent(
            int promptTokens,
            int completionTokens,
            double cost,
            boolean exact,
            Optional<Duration> firstToken,
            boolean shared) {
        static final Spent NOTHING = new Spent(0, 0, 0, true, Optional.empty(), false);

        Spent byAnother() {
            return new Spent(promptTokens, completionTokens, 0, exact, firstToken, true);
        }
    }

    /** Takes the events in their order. */
    @FunctionalInterface
    interface Sink {
        void accept(GenerationEvent event) throws InterruptedException;
    }
}
