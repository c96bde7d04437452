package dev.quern.retrieval.search;

import dev.quern.retrieval.Candidate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words that set a passage apart from the others that were found: often in it, seldom in them, names and numbers
 * first. How rare a word is in the whole collection no store tells; among the candidates is the nearest to it.
 */
final class TellingWords {
    private static final double NAME = 1.5;
    private static final int SHORTEST = 3;

    private final int passages;
    private final Map<String, Integer> frequencies = new HashMap<>();

    TellingWords(List<Candidate> candidates) {
        passages = candidates.size();
        for (Candidate candidate : candidates) {
            Set<String> stems = new HashSet<>();
            String text = candidate.passage().text();
            Words.listen(text, (start, end) -> stems.add(Stems.of(Words.folded(text.substring(start, end)))));
            stems.forEach(stem -> frequencies.merge(stem, 1, Integer::sum));
        }
    }

    /** A word as it stands in a text, and how much it tells. */
    record Telling(String word, String stem, double weight) {}

    /** The most telling words of a text first, each stem once, none of those that are known already. */
    List<Telling> of(String text, Set<String> known, int most) {
        Map<String, Telling> found = new HashMap<>();
        Words.listen(text, (start, end) -> {
            String word = text.substring(start, end);
            String folded = Words.folded(word);
            String stem = Stems.of(folded);
            if (folded.length() >= SHORTEST && !Words.isCommon(folded) && !known.contains(stem)) {
                double weight = rarity(stem) * (isName(text, word, start) ? NAME : 1);
                found.merge(stem, new Telling(word, stem, weight), TellingWords::both);
            }
        });
        return found.values().stream()
                .sorted(Comparator.comparingDouble((Telling one) -> -one.weight())
                        .thenComparing(Telling::stem))
                .limit(most)
                .toList();
    }

    private double rarity(String stem) {
        return Math.log(1 + (passages + 1.0) / (frequencies.getOrDefault(stem, 0) + .5));
    }

    /** A second time tells half as much again, a third time half of that. */
    private static Telling both(Telling first, Telling again) {
        double more = Math.min(first.weight(), again.weight()) / 2;
        return new Telling(first.word(), first.stem(), Math.min(first.weight() + more, 2 * again.weight()));
    }

    /** Written large within a sentence, or with a digit. */
    private static boolean isName(String text, String word, int start) {
        if (word.chars().anyMatch(Character::isDigit)) {
            return true;
        }
        boolean afterAWord = start >= 2 && text.charAt(start - 1) == ' ' && isWithin(text.charAt(start - 2));
        return afterAWord && Character.isUpperCase(word.codePointAt(0));
    }

    private static boolean isWithin(char before) {
        return Character.isLetterOrDigit(before) || before == ',' || before == ')';
    }
}
