package dev.quern.retrieval.search;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.search.AssociationWalk.Visit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Lets what a walk has brought into the lower places of a result, when its activation times its relevance is more than
 * what stands there. The upper places stay as they are.
 */
final class WalkedPassages {
    private final Question question;
    private final double share;

    /** @param share of the wanted places, the lowest, that are open to what the walk brings */
    WalkedPassages(Question question, double share) {
        this.question = question;
        this.share = share;
    }

    /** Whether there is a place that the walk could fill. */
    boolean areOpen(List<Candidate> found) {
        return kept(found) < question.limit();
    }

    List<Candidate> merged(List<Candidate> found, List<Visit> visits) {
        int kept = kept(found);
        double ceiling = found.get(kept - 1).passage().score();
        Relevance relevance = new Relevance(question, found.getFirst());
        Map<UUID, Candidate> open = new HashMap<>();
        found.subList(kept, found.size()).forEach(candidate -> open.put(id(candidate), candidate));
        for (Visit visit : visits) {
            double value = visit.activation() * relevance.of(visit.candidate());
            boolean isKept = found.subList(0, kept).stream().anyMatch(one -> Link.isSame(one, visit.candidate()));
            if (value > 0 && !isKept) {
                Candidate walked = walked(visit, Math.min(ceiling, onScaleOf(found, value)));
                open.merge(id(walked), walked, WalkedPassages::better);
            }
        }
        List<Candidate> lower = new ArrayList<>(open.values());
        lower.sort(Scores.BEST_FIRST);
        List<Candidate> merged = new ArrayList<>(found.subList(0, kept));
        merged.addAll(lower);
        return merged;
    }

    private int kept(List<Candidate> found) {
        return Math.min(found.size(), Math.max(1, question.limit() - (int) (share * question.limit())));
    }

    private Candidate walked(Visit visit, double score) {
        Candidate candidate = visit.candidate();
        String path = question.explain() ? "It is " + visit.path() + "." : "";
        Candidate scored = Scores.scored(candidate, score, path);
        boolean comparable = question.wantsVectors() && candidate.vector().length == question.vector().length;
        return comparable ? Scores.similar(scored, Scores.cosine(question.vector(), candidate.vector())) : scored;
    }

    /** The scores of one result stand between its worst and its best: so does what is added. */
    private static double onScaleOf(List<Candidate> found, double value) {
        double best = found.getFirst().passage().score();
        double worst = found.getLast().passage().score();
        return best > worst ? worst + value * (best - worst) : value * best;
    }

    private static Candidate better(Candidate one, Candidate other) {
        return one.passage().score() >= other.passage().score() ? one : other;
    }

    private static UUID id(Candidate candidate) {
        return candidate.passage().chunkId();
    }
}
