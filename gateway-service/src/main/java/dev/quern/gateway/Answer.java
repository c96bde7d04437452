package dev.quern.gateway;

import java.util.List;

/**
 * A whole answer, as it can be remembered.
 *
 * @param editions what the search behind it read
 */
public record Answer(Generated generated, List<Source> sources, List<Edition> editions) {
    public Answer {
        sources = List.copyOf(sources);
        editions = List.copyOf(editions);
    }

    /** Every citation once, in the order of the text. */
    public List<Citation> citations() {
        return generated.sentences().stream()
                .flatMap(sentence -> sentence.citations().stream())
                .distinct()
                .toList();
    }
}
