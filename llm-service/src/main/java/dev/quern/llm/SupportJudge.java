package dev.quern.llm;

import dev.quern.protocol.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Decides which sources support a sentence of an answer: by {@link Evidence}'s words where they decide, and by likeness
 * of meaning where they leave it open, which is asked for the open sentences alone, within {@link #PATIENCE}, and no
 * more in an answer once it was not told. For one answer.
 *
 * <p>A citation of the model's is kept when its source supports the sentence by {@link #KEEP} or more. A sentence that
 * has none left, and says more than a word, gets the source that supports it best, if that is {@link #ADD} or more:
 * citing on our own account needs more than believing the model. A sentence that has none then, but {@link #POSSIBLE}
 * support, gets that source whose sentence is like it by {@link #ALIKE} or more. What the thresholds come to is what
 * {@code ./quern bench llm-calibration} prints.
 */
final class SupportJudge {
    static final double KEEP = 0.4;
    static final double ADD = 0.6;
    static final double POSSIBLE = 0.3;
    static final double ALIKE = 0.85;

    /** Only the mark of the sentence and what follows wait for it; the sentence's words have been given. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    /** One word, as in "The answer is:", is found in some passage or other without meaning anything. */
    private static final int LEAST_ADDED = 2;

    private static final int MOST_QUOTES = 4;

    private final Evidence evidence;
    private final Likeness likeness;
    private boolean silent;

    private SupportJudge(Evidence evidence, Likeness likeness) {
        this.evidence = evidence;
        this.likeness = likeness;
    }

    /** {@link SentenceSimilarity} on behalf of a call. */
    @FunctionalInterface
    private interface Likeness {
        List<Double> to(String sentence, List<String> others) throws InterruptedException;
    }

    /** Judges by words alone. */
    static SupportJudge lexical(Evidence evidence) {
        return new SupportJudge(evidence, (sentence, others) -> List.of());
    }

    static SupportJudge of(Evidence evidence, SentenceSimilarity similarity, Call call) {
        return new SupportJudge(
                evidence,
                (sentence, others) -> similarity.to(
                        new Call(call.credential(), call.deadline().orAfter(PATIENCE), call.traceId()),
                        sentence,
                        others));
    }

    boolean isGiven(int source) {
        return evidence.isGiven(source);
    }

    /**
     * What supports the sentence, if anything does.
     *
     * @param cited the sources that the model cited, of those given
     */
    List<Citation> citations(String text, Words words, Collection<Integer> cited) throws InterruptedException {
        List<Citation> believed = cited.stream()
                .flatMap(source -> evidence.support(source, words).stream())
                .toList();
        List<Citation> kept =
                believed.stream().filter(citation -> citation.support() >= KEEP).toList();
        if (!kept.isEmpty() || !saysEnough(words)) {
            return kept;
        }
        Optional<Citation> best = evidence.bestSupport(words);
        if (best.isEmpty() || best.get().support() < POSSIBLE) {
            return List.of();
        }
        return best.get().support() >= ADD ? List.of(best.get()) : alike(text, words, best.get(), believed);
    }

    private List<Citation> alike(String text, Words words, Citation best, List<Citation> believed)
            throws InterruptedException {
        if (silent) {
            return List.of();
        }
        List<Citation> candidates = new ArrayList<>(believed);
        candidates.add(best);
        evidence.supports(words).forEach(candidates::add);
        List<Citation> asked = candidates.stream().distinct().limit(MOST_QUOTES).toList();
        List<Double> cosines =
                likeness.to(text, asked.stream().map(Citation::quote).toList());
        silent = cosines.size() != asked.size();
        Citation closest = null;
        for (int i = 0; i < asked.size() && !silent; i++) {
            double cosine = cosines.get(i);
            if (cosine >= ALIKE && (closest == null || cosine > closest.support())) {
                closest = new Citation(asked.get(i).source(), asked.get(i).quote(), Math.min(1, cosine));
            }
        }
        return Optional.ofNullable(closest).stream().toList();
    }

    private static boolean saysEnough(Words words) {
        return words.content().size() >= LEAST_ADDED || !words.numbers().isEmpty();
    }
}
