package dev.quern.gateway;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a search found anything to answer from. Hybrid search always finds its best passages, however far off they
 * are: when none is similar and none shares a word with the question, it found nothing.
 */
final class Relevance {
    private static final int SHORTEST_WORD = 4;

    private Relevance() {}

    static List<Source> relevant(Question question, List<Source> sources, float leastSimilarity) {
        Set<String> asked = words(question.text());
        boolean any = sources.stream()
                .anyMatch(source -> source.similarity().orElse(1f) >= leastSimilarity
                        || words(source.text()).stream().anyMatch(asked::contains));
        return any ? sources : List.of();
    }

    static Set<String> words(String text) {
        return Arrays.stream(Normalizer.normalize(text, Normalizer.Form.NFKC)
                        .toLowerCase(Locale.ROOT)
                        .split("[^\\p{L}\\p{N}]+"))
                .filter(word -> word.length() >= SHORTEST_WORD)
                .collect(Collectors.toSet());
    }
}
