package dev.quern.benchmarks.data;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How good a list of documents is for one question.
 *
 * @param gain nDCG@10
 * @param recall10 share of the relevant documents that are among the first 10
 * @param recall50 and among the first 50
 * @param reciprocal one by the rank of the first relevant document of the first 10, else 0
 */
public record Ranking(double gain, double recall10, double recall50, double reciprocal) {

    /**
     * @param found documents, best first; a document counts where it stands first
     * @param relevant documents and how much they are
     */
    public static Ranking of(List<String> found, Map<String, Integer> relevant) {
        List<String> once = List.copyOf(new LinkedHashSet<>(found));
        List<Integer> grades = once.stream()
                .limit(10)
                .map(name -> relevant.getOrDefault(name, 0))
                .toList();
        List<Integer> ideal = relevant.values().stream()
                .sorted((a, b) -> Integer.compare(b, a))
                .limit(10)
                .toList();
        int first = 0;
        while (first < grades.size() && grades.get(first) == 0) {
            first++;
        }
        return new Ranking(
                discounted(grades) / discounted(ideal),
                recall(once, 10, relevant.keySet()),
                recall(once, 50, relevant.keySet()),
                first < grades.size() ? 1.0 / (first + 1) : 0);
    }

    private static double recall(List<String> found, int count, Set<String> relevant) {
        Set<String> hits = new HashSet<>(found.subList(0, Math.min(count, found.size())));
        hits.retainAll(relevant);
        return (double) hits.size() / relevant.size();
    }

    private static double discounted(List<Integer> grades) {
        double sum = 0;
        for (int i = 0; i < grades.size(); i++) {
            sum += grades.get(i) * Math.log(2) / Math.log(i + 2.0);
        }
        return sum;
    }
}
