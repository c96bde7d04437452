package dev.quern.gateway;

import java.util.List;

/**
 * A whole answer, as it can be remembered.
 *
 * @param collectionVersion what the search behind it read
 */
public record Answer(Generated generated, List<Source> sources, String collectionVersion) {
    public Answer {
        sources = List.copyOf(sources);
    }

    /** Every citation once, in the order of the text. */
    public List<Citation> citations() {
        return generated.sentences().stream()
                .flatMap(sentence -> sentence.citations().stream())
                .distinct()
                .toList();
    }
}
