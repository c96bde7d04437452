package dev.quern.llm;

import java.util.List;

/** What a text is generated from. */
public sealed interface Prompt {

    /**
     * A question to be answered from passages.
     *
     * @param passages most relevant first; passage {@code i} is cited as {@code [i + 1]}
     * @param history the conversation before the question, oldest first
     * @param language that the answer is to be in, BCP 47; empty, or none that is known: the question's own
     */
    record Grounded(String question, List<Passage> passages, List<Message> history, String language) implements Prompt {
        public Grounded {
            passages = List.copyOf(passages);
            history = List.copyOf(history);
        }

        /** To be answered in the question's own language. */
        public Grounded(String question, List<Passage> passages, List<Message> history) {
            this(question, passages, history, "");
        }
    }

    /** A conversation that the model gets as it is. */
    record Chat(List<Message> messages) implements Prompt {
        public Chat {
            messages = List.copyOf(messages);
        }
    }
}
