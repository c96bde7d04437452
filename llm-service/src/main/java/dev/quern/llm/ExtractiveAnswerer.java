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
 * Answers a question with the sentences of the passages that share most with it. Rare words count more than frequent
 * ones (inverse document frequency over all sentences given), words in the question's order count again, and those in
 * the passage's title or in the sentence before count in part, since passages speak of their subject as "it". A sentence
 * without the kind of thing that is asked for ({@link AnswerType}) counts for less, as does a long one.
 */
final class ExtractiveAnswerer {
    private static final double TITLE_WEIGHT = 0.25;
    private static final double CONTEXT_WEIGHT = 0.25;
    private static final double PAIR_WEIGHT = 0.3;
    private static final double OTHER_TYPE = 0.6;
    private static final double LENGTH_EXPONENT = 0.15;
    /** A further sentence has to be nearly as good as the best. */
    private static final double SHARE_OF_BEST = 0.6;

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern BLOCK_MARK = Pattern.compile("^(?:#+|[-*•|]|\\d{1,2}[.)]) *");

    private ExtractiveAnswerer() {}

    /**
     * The best sentences in the passages' order, each cited, those preferred that have what the question asks for; empty
     * when no sentence of any passage shares a word with the question.
     */
    static List<Sentence> answer(Words question, AnswerType type, Evidence evidence, int most) {
        List<Candidate> candidates = candidates(question, type, evidence);
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

    private static List<Candidate> candidates(Words question, AnswerType type, Evidence evidence) {
        Map<String, Double> weights = weights(question, evidence);
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < evidence.sources().size(); i++) {
            Source source = evidence.sources().get(i);
            for (int position = 0; position < source.quotes().size(); position++) {
                Quote quote = source.quotes().get(position);
                double score = score(question, weights, source, position);
                if (!type.isIn(quote.text(), quote.words(), question)) {
                    score *= OTHER_TYPE;
                }
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

    private static double score(Words question, Map<String, Double> weights, Source source, int position) {
        Quote quote = source.quotes().get(position);
        Set<String> words = quote.words().content();
        Set<String> before = position == 0
                ? Set.of()
                : source.quotes().get(position - 1).words().content();
        double score = 0;
        boolean anyInQuote = false;
        for (Map.Entry<String, Double> weight : weights.entrySet()) {
            if (words.contains(weight.getKey())) {
                score += weight.getValue();
                anyInQuote = true;
            } else {
                double title = source.title().content().contains(weight.getKey()) ? TITLE_WEIGHT : 0;
                double context = before.contains(weight.getKey()) ? CONTEXT_WEIGHT : 0;
                score += weight.getValue() * Math.max(title, context);
            }
        }
        score += PAIR_WEIGHT * pairs(question, words, weights);
        score /= Math.pow(words.size() + 1.0, LENGTH_EXPONENT);
        // A heading or a question names what is asked for and does not answer it.
        return anyInQuote && isStatement(quote) ? score : score * 0.01;
    }

    /** The weight of the question's words that stand side by side in the sentence too. */
    private static double pairs(Words question, Set<String> sentence, Map<String, Double> weights) {
        List<String> asked = List.copyOf(question.content());
        List<String> said = List.copyOf(sentence);
        double sum = 0;
        for (int i = 0; i + 1 < asked.size(); i++) {
            int at = said.indexOf(asked.get(i));
            if (at >= 0 && at + 1 < said.size() && said.get(at + 1).equals(asked.get(i + 1))) {
                sum += weights.getOrDefault(asked.get(i), 0.0) + weights.getOrDefault(asked.get(i + 1), 0.0);
            }
        }
        return sum;
    }

    private static boolean isStatement(Quote quote) {
        return quote.words().content().size() >= 3
                && !quote.text().startsWith("#")
                && !quote.text().endsWith("?");
    }

    private static Sentence cited(int source, String quote) {
        String text = normalised(quote);
        int closing = SentenceEnds.closingStart(text);
        String end = closing == text.length() ? "." : text.substring(closing);
        // A number in square brackets would pass for a citation of ours.
        String said = PlainText.withoutCitations(text.substring(0, closing));
        return new Sentence(said + " [" + source + "]" + end, List.of(new Citation(source, quote, 1)));
    }

    private static String normalised(String quote) {
        return BLOCK_MARK
                .matcher(SPACE.matcher(quote).replaceAll(" "))
                .replaceFirst("")
                .strip();
    }

    private record Candidate(int source, int position, Quote quote, double score) {}
}
