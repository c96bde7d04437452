package dev.quern.llm;

import dev.quern.protocol.Call;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Whether any passage has to do with a question, which is decided before a model is asked: by the largest share of the
 * question's content words that one passage and its title have, and where that is small by the likeness of the question
 * to the passages' sentences, as far as it is told within {@link #PATIENCE}.
 *
 * <p>Calibrated on questions of xquad-en with five retrieved passages, with and without the right one among them: the
 * figures are what {@code ./quern bench llm-calibration} prints. Questions in other scripts, whose words are compared by
 * pairs of characters, need one pair in common and no more.
 */
final class Relevance {
    /** From here on likeness is not asked for. */
    static final double ENOUGH = 0.5;
    /** Where likeness is not told, less than this is nothing. */
    static final double LEAST = 0.34;
    /** Cosine of the question with a sentence. */
    static final double ALIKE = 0.5;

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int MOST_SENTENCES = 16;
    private static final int FIRST_OF_OTHER_SCRIPTS = 0x250;

    private Relevance() {}

    /** By words alone. */
    static boolean byWords(Words question, Evidence evidence) {
        double coverage = coverage(question, evidence);
        return isOfOtherScript(question) ? coverage > 0 : coverage >= LEAST;
    }

    /** @param words of what the question is about */
    static boolean of(String question, Words words, Evidence evidence, SentenceSimilarity similarity, Call call)
            throws InterruptedException {
        if (coverage(words, evidence) >= ENOUGH || isOfOtherScript(words)) {
            return byWords(words, evidence);
        }
        List<String> sentences = nearest(words, evidence);
        if (sentences.isEmpty()) {
            return false;
        }
        Call hurried = new Call(call.credential(), call.deadline().orAfter(PATIENCE), call.traceId());
        List<Double> cosines = similarity.to(hurried, question, sentences);
        return cosines.isEmpty() ? byWords(words, evidence) : cosines.stream().anyMatch(cosine -> cosine >= ALIKE);
    }

    /** 0 to 1. */
    private static double coverage(Words question, Evidence evidence) {
        return evidence.sources().stream()
                .filter(source -> !source.quotes().isEmpty())
                .mapToDouble(source ->
                        (double) question.content().stream().filter(source::has).count()
                                / Math.max(1, question.content().size()))
                .max()
                .orElse(0);
    }

    private static List<String> nearest(Words question, Evidence evidence) {
        return evidence.sources().stream()
                .flatMap(source -> source.quotes().stream())
                .sorted(Comparator.comparingLong(
                        quote -> -shared(question.content(), quote.words().content())))
                .map(Evidence.Quote::text)
                .distinct()
                .limit(MOST_SENTENCES)
                .toList();
    }

    private static long shared(Set<String> one, Set<String> other) {
        return one.stream().filter(other::contains).count();
    }

    private static boolean isOfOtherScript(Words question) {
        return question.content().stream().anyMatch(word -> word.codePointAt(0) >= FIRST_OF_OTHER_SCRIPTS);
    }
}
