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
        ABSTAINED,
        /** No text was generated: it is a few sentences of the sources as they are. */
        PASSAGES
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

    /** @param cost in the currency of the configured prices; 0 where none is */
    public record Tokens(int prompt, int completion, double cost) {
        public static final Tokens NONE = new Tokens(0, 0);

        public Tokens(int prompt, int completion) {
            this(prompt, completion, 0);
        }

        public long sum() {
            return (long) prompt + completion;
        }

        Tokens plus(Tokens more) {
            return new Tokens(prompt + more.prompt, completion + more.completion, cost + more.cost);
        }
    }

    public Generated {
        sentences = List.copyOf(sentences);
    }

    /** The same, when something had to be generated before it. */
    Generated after(Tokens before) {
        return before.equals(Tokens.NONE) ? this : new Generated(text, sentences, finish, model, tokens.plus(before));
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
