package dev.quern.llm;

import java.util.List;

/** A sentence of an answer as it stands in the text; without citations it is not supported by any source. */
public record Sentence(String text, List<Citation> citations) {
    public Sentence {
        citations = List.copyOf(citations);
    }

    public boolean supported() {
        return !citations.isEmpty();
    }
}
