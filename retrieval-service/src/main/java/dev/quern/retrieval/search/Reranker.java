package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Orders the first candidates by relevance, as many as the time left is enough for; the others follow as they are.
 * Without a reranking model everything stays in the order of the hybrid search, which is therefore never made worse.
 */
final class Reranker {
    /** Of the time left, so that there is some for what follows. */
    private static final double SHARE_OF_TIME = .5;

    private static final double MEMORY = .8;

    private final Reranking reranking;
    private final AtomicLong nanosPerPassage = new AtomicLong();

    Reranker(Reranking reranking) {
        this.reranking = reranking;
    }

    /** Empty when there is no reranking model. */
    Optional<List<Candidate>> ranked(Call call, Question question, List<Candidate> found) {
        int count = Math.min(found.size(), affordable(call));
        if (count < 2) {
            return Optional.of(found);
        }
        List<String> texts = found.subList(0, count).stream()
                .map(candidate -> candidate.passage().text())
                .toList();
        long start = System.nanoTime();
        Optional<List<Float>> relevances = reranking.relevance(call, question.text(), texts);
        if (relevances.isEmpty()) {
            return Optional.empty();
        }
        measured((System.nanoTime() - start) / count);
        if (relevances.get().size() != count || !relevances.get().stream().allMatch(Float::isFinite)) {
            throw new QuernException(ErrorCode.INTERNAL, "The reranking model gave scores that cannot be used.");
        }
        return Optional.of(merged(question, found, relevances.get()));
    }

    /** The scores are stretched between the best of the rest and 1: only their order means something. */
    private static List<Candidate> merged(Question question, List<Candidate> found, List<Float> relevances) {
        int count = relevances.size();
        double floor = count < found.size() ? found.get(count).passage().score() : 0;
        double best = relevances.stream().mapToDouble(Float::doubleValue).max().orElse(0);
        double worst = relevances.stream().mapToDouble(Float::doubleValue).min().orElse(0);
        List<Candidate> ranked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double relative = best > worst ? (relevances.get(i) - worst) / (best - worst) : 1;
            String explanation = Scores.explained(
                    question.explain(),
                    found.get(i).passage().explanation(),
                    "The reranking model gives it " + relevances.get(i) + ", from place " + (i + 1) + ".");
            ranked.add(Scores.scored(found.get(i), floor + (1 - floor) * relative, explanation));
        }
        ranked.sort(Scores.BEST_FIRST);
        ranked.addAll(found.subList(count, found.size()));
        return ranked;
    }

    private int affordable(Call call) {
        long each = nanosPerPassage.get();
        double time = SHARE_OF_TIME * call.deadline().remaining().toNanos();
        return each == 0 ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, time / each);
    }

    private void measured(long nanos) {
        nanosPerPassage.updateAndGet(before -> before == 0 ? nanos : (long) (MEMORY * before + (1 - MEMORY) * nanos));
    }
}
