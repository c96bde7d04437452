package dev.quern.retrieval.search;

import dev.quern.retrieval.Candidate;
import java.util.Set;

/**
 * How much a passage has to do with the question, 0 to 1 and measured against the best hit: by the vectors where they
 * count, by the share of the question's words otherwise.
 */
final class Relevance {
    private final Question question;
    private final Set<String> asked;
    private final double best;

    Relevance(Question question, Candidate bestHit) {
        this.question = question;
        this.asked = question.wantsVectors() ? Set.of() : Words.tellingStems(question.text());
        this.best = absolute(bestHit);
    }

    double of(Candidate candidate) {
        return best <= 0 ? 0 : Math.clamp(absolute(candidate) / best, 0, 1);
    }

    private double absolute(Candidate candidate) {
        if (question.wantsVectors()) {
            return Scores.cosine(question.vector(), candidate.vector());
        }
        Set<String> there = Words.tellingStems(candidate.passage().text());
        return asked.isEmpty()
                ? 0
                : (double) asked.stream().filter(there::contains).count() / asked.size();
    }
}
