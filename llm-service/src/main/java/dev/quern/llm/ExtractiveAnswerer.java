package dev.quern.llm;

import dev.quern.llm.Evidence.Quote;
import dev.quern.llm.Evidence.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Answers a question with the sentences of the passages that share most with it, where rare words count more than
 * frequent ones (inverse document frequency over all sentences given) and a word in the passage's title counts half.
 */
final class ExtractiveAnswerer {
    private static final double TITLE_WEIGHT = 0.5;
    /** A further sentence has to be nearly as good as the best. */
    private static final double SHARE_OF_BEST = 0.6;

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern BLOCK_MARK = Pattern.compile("^(?:#+|[-*•|]|\\d{1,2}[.)]) *");

    private ExtractiveAnswerer() {}

    /** Whether any passage has any of the question's content words. */
    static boolean isRelevant(Words question, Evidence evidence) {
        return evidence.sources().stream()
                .filter(source -> !source.quotes().isEmpty())
                .anyMatch(source -> sharesAny(question, source.title())
                        || source.quotes().stream().anyMatch(quote -> sharesAny(question, quote.words())));
    }

    /**
     * The best sentences in the passages' order, each cited; empty when no sentence of any passage has anything to do
     * with the question.
     */
    static List<Sentence> answer(Words question, Evidence evidence, int most) {
        List<Candidate> candidates = candidates(question, evidence);
        double best = candidates.isEmpty() ? 0 : candidates.getFirst().score();
        Set<String> taken = new HashSet<>();
        return candidates.stream()
                .filter(candidate -> candidate.score() >= best * SHARE_OF_BEST)
                .filter(candidate -> taken.add(normalised(candidate.quote().text())))
                .limit(most)
                .sorted(Comparator.comparingInt(Candidate::source).thenComparingInt(Candidate::position))
                .map(candidate -> cited(candidate.source(), candidate.quote().text()))
                .toList();
    }

    private static List<Candidate> candidates(Words question, Evidence evidence) {
        Map<String, Double> weights = weights(question, evidence);
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < evidence.sources().size(); i++) {
            Source source = evidence.sources().get(i);
            for (int position = 0; position < source.quotes().size(); position++) {
                Quote quote = source.quotes().get(position);
                double score = score(weights, quote, source.title());
                if (score > 0) {
                    candidates.add(new Candidate(i + 1, position, quote, score));
                }
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::score).reversed());
        return candidates;
    }

    private static Map<String, Double> weights(Words question, Evidence evidence) {
        long all = evidence.sources().stream()
                .mapToLong(source -> source.quotes().size())
                .sum();
        Map<String, Double> weights = new HashMap<>();
        for (String word : question.content()) {
            long having = evidence.sources().stream()
                    .flatMap(source -> source.quotes().stream())
                    .filter(quote -> quote.words().content().contains(word))
                    .count();
            weights.put(word, Math.log(1 + (all + 1.0) / (having + 1.0)));
        }
        return weights;
    }

    private static double score(Map<String, Double> weights, Quote quote, Words title) {
        double score = 0;
        boolean anyInQuote = false;
        for (Map.Entry<String, Double> weight : weights.entrySet()) {
            if (quote.words().content().contains(weight.getKey())) {
                score += weight.getValue();
                anyInQuote = true;
            } else if (title.content().contains(weight.getKey())) {
                score += weight.getValue() * TITLE_WEIGHT;
            }
        }
        // A heading or a question names what is asked for and does not answer it.
        return anyInQuote && isStatement(quote) ? score : score * 0.01;
    }

    private static boolean isStatement(Quote quote) {
        return quote.words().content().size() >= 3
                && !quote.text().startsWith("#")
                && !quote.text().endsWith("?");
    }

    private static boolean sharesAny(Words question, Words other) {
        return question.content().stream().anyMatch(other.content()::contains);
    }

    private static Sentence cited(int source, String quote) {
        String text = normalised(quote);
        int closing = SentenceEnds.closingStart(text);
        String end = closing == text.length() ? "." : text.substring(closing);
        return new Sentence(
                text.substring(0, closing) + " [" + source + "]" + end, List.of(new Citation(source, quote, 1)));
    }

    private static String normalised(String quote) {
        return BLOCK_MARK
                .matcher(SPACE.matcher(quote).replaceAll(" "))
                .replaceFirst("")
                .strip();
    }

    private record Candidate(int source, int position, Quote quote, double score) {}
}
