package dev.quern.retrieval;

import dev.quern.retrieval.HybridFusion.Scored;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the passages of one search were found, in words.
 *
 * @param near what was found by vectors, best first; empty when vectors were not searched
 * @param worded what was found by words, best first; empty when words were not searched
 */
public record HybridExplanation<K extends Comparable<K>>(
        Optional<List<Scored<K>>> near, Optional<List<Scored<K>>> worded) {

    /** Such as {@code vectors: 3rd of 50, cosine 0.712; words: 1st of 34, BM25 8.21}. */
    public String of(K key, Optional<Float> cosine) {
        List<String> parts = new ArrayList<>();
        near.ifPresent(list -> parts.add("vectors: " + place(list, key)
                + cosine.map(value -> String.format(Locale.ROOT, ", cosine %.3f", value))
                        .orElse("")));
        worded.ifPresent(list -> {
            int index = indexOf(list, key);
            String score = index < 0
                    ? ""
                    : String.format(Locale.ROOT, ", BM25 %.2f", list.get(index).score());
            parts.add("words: " + place(list, key) + score);
        });
        return String.join("; ", parts);
    }

    private static <K extends Comparable<K>> String place(List<Scored<K>> list, K key) {
        int index = indexOf(list, key);
        return index < 0 ? "not among " + list.size() : ordinal(index + 1) + " of " + list.size();
    }

    private static <K extends Comparable<K>> int indexOf(List<Scored<K>> list, K key) {
        return list.stream().map(Scored::key).toList().indexOf(key);
    }

    private static String ordinal(int number) {
        int tens = number % 100 / 10;
        return number
                + switch (tens == 1 ? 0 : number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }
}
