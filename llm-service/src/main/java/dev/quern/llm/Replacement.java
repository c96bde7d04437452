package dev.quern.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether a sentence says what another says, but for something that it puts in the place of something else: where the
 * two run side by side, one has words that the other lacks between the same neighbours. Shared words cannot tell such a
 * sentence from a faithful one, and likeness of meaning can hardly.
 */
final class Replacement {
    /** Of the sentence's content words, those that stand in the other in the same order: below, it only speaks of the same. */
    private static final double SIDE_BY_SIDE = 0.6;

    private static final int LEAST_SHARED = 3;

    private Replacement() {}

    static boolean isIn(Words sentence, Words other) {
        long known =
                sentence.content().stream().filter(other.content()::contains).count();
        if (known == sentence.content().size() || !speaksOfTheSame(known, sentence)) {
            return false;
        }
        List<String> said = List.copyOf(sentence.content());
        List<String> there = List.copyOf(other.content());
        List<int[]> shared = inOrder(said, there);
        if (!speaksOfTheSame(shared.size(), sentence)) {
            return false;
        }
        int[] before = {-1, -1};
        for (int[] pair : shared) {
            if (isForeign(said.subList(before[0] + 1, pair[0]), other.content())
                    && isForeign(there.subList(before[1] + 1, pair[1]), sentence.content())) {
                return true;
            }
            before = pair;
        }
        return isForeign(said.subList(before[0] + 1, said.size()), other.content())
                && isForeign(there.subList(before[1] + 1, there.size()), sentence.content());
    }

    private static boolean speaksOfTheSame(long shared, Words sentence) {
        return shared >= LEAST_SHARED
                && shared >= SIDE_BY_SIDE * sentence.content().size();
    }

    /** Not words that only stand elsewhere. */
    private static boolean isForeign(List<String> words, Set<String> others) {
        return words.stream().anyMatch(word -> !others.contains(word));
    }

    /** The longest common subsequence, as pairs of positions. */
    private static List<int[]> inOrder(List<String> one, List<String> other) {
        int[][] length = new int[one.size() + 1][other.size() + 1];
        for (int i = one.size() - 1; i >= 0; i--) {
            for (int j = other.size() - 1; j >= 0; j--) {
                length[i][j] = one.get(i).equals(other.get(j))
                        ? length[i + 1][j + 1] + 1
                        : Math.max(length[i + 1][j], length[i][j + 1]);
            }
        }
        List<int[]> pairs = new ArrayList<>();
        for (int i = 0, j = 0; i < one.size() && j < other.size(); ) {
            if (one.get(i).equals(other.get(j))) {
                pairs.add(new int[] {i++, j++});
            } else if (length[i + 1][j] >= length[i][j + 1]) {
                i++;
            } else {
                j++;
            }
        }
        return pairs;
    }
}
