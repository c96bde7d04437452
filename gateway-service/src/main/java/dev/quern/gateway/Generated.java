package dev.quern.gateway;

import java.util.List;

/**
 * What llm-service made of a question and its sources.
 *
 * @param sentences of the text, in order, with the sources that support them
 */
public record Generated(String text, List<Sentence> sentences, Finish finish, Model model, Tokens tokens) {

    /** Why the text ended. */
    public enum Finish {
        STOP,
        LENGTH,
        BUDGET,
        /** Nothing relevant was given, and the text says so. */
        ABSTAINED
    }

    /**
     * @param backEnd what kind of model: {@code llama_cpp}, {@code extractive}, …
     * @param reason why it was chosen
     * @param routingEpoch changes whenever another model could be chosen for the same question
     * @param skipped models that should have answered and could not
     */
    public record Model(
            String name,
            String backEnd,
            String reason,
            String routingEpoch,
            String promptVersion,
            List<String> skipped) {
        public Model {
            skipped = List.copyOf(skipped);
        }
    }

    public record Tokens(int prompt, int completion) {}

    public Generated {
        sentences = List.copyOf(sentences);
    }

    /** Whether it is what the same question should get again. */
    public boolean isWorthRemembering() {
        return isCompleteAndGrounded() && model.skipped().isEmpty();
    }

    /** Whether every sentence is supported and the text is whole. */
    public boolean isCompleteAndGrounded() {
        return finish == Finish.STOP
                && !sentences.isEmpty()
                && sentences.stream().allMatch(Sentence::supported);
    }
}
