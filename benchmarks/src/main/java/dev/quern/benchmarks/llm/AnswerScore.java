package dev.quern.benchmarks.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How near an answer is to those that people gave, as SQuAD counts it: lower case, without punctuation and articles.
 *
 * @param exact whether it is one of them
 * @param f1 harmonic mean of precision and recall of its words, against the nearest
 * @param contains whether one of them stands in it, word by word: what a sentence can reach that an exact match cannot
 */
record AnswerScore(boolean exact, double f1, boolean contains) {
    private static final Pattern CITATION = Pattern.compile("\\s*\\[\\d+]");
    private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}");
    private static final Pattern ARTICLE = Pattern.compile("\\b(?:a|an|the)\\b");

    static AnswerScore of(String answer, List<String> right) {
        List<String> said = words(CITATION.matcher(answer).replaceAll(""));
        boolean exact = false;
        boolean contains = false;
        double f1 = 0;
        for (String one : right) {
            List<String> wanted = words(one);
            exact |= said.equals(wanted);
            contains |= !wanted.isEmpty() && java.util.Collections.indexOfSubList(said, wanted) >= 0;
            f1 = Math.max(f1, f1(said, wanted));
        }
        return new AnswerScore(exact, f1, contains);
    }

    private static double f1(List<String> said, List<String> wanted) {
        List<String> left = new ArrayList<>(wanted);
        long shared = said.stream().filter(left::remove).count();
        return shared == 0 ? 0 : 2.0 * shared / (said.size() + wanted.size());
    }

    private static List<String> words(String text) {
        String plain = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
        List<String> words = new ArrayList<>(
                List.of(ARTICLE.matcher(plain).replaceAll(" ").strip().split("\\s+", -1)));
        words.removeIf(String::isEmpty);
        return words;
    }
}
