package dev.quern.llm;

import java.util.List;

/** What happens during a generation: {@link Started}, then {@link Delta}s, then {@link Completed}. */
public sealed interface GenerationEvent {

    /**
     * @param reason why this model
     * @param routingEpoch changes whenever the same request could be answered by another model or prompt
     */
    record Started(String model, BackEnd backEnd, String reason, String routingEpoch, String promptVersion)
            implements GenerationEvent {}

    /** The next part of the text. */
    record Delta(String text) implements GenerationEvent {}

    /**
     * @param sentences for grounded prompts: all of the text, in order
     * @param removedCitations citations to sources that were not given; they are not in the text
     */
    record Completed(
            FinishReason finish, int promptTokens, int completionTokens, List<Sentence> sentences, int removedCitations)
            implements GenerationEvent {
        public Completed {
            sentences = List.copyOf(sentences);
        }
    }

    /** Takes the events in their order. */
    @FunctionalInterface
    interface Sink {
        void accept(GenerationEvent event) throws InterruptedException;
    }
}
