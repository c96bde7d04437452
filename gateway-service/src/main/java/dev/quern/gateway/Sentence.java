package dev.quern.gateway;

import java.util.List;

/** A sentence of an answer; without citations it is not supported by any source. */
public record Sentence(String text, List<Citation> citations) {
    public Sentence {
        citations = List.copyOf(citations);
    }

    public boolean supported() {
        return !citations.isEmpty();
    }
}
