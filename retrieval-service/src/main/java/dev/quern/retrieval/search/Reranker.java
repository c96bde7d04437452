package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.search.SearchRun.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Orders the first candidates by relevance, as many as the time left is enough for; the others follow as they are.
 * Without a reranking model everything stays in the order of the hybrid search, which is therefore never made worse.
 */
final class Reranker {
    /** Of the stage's time: some passages take longer than others. */
    private static final double SHARE_OF_TIME = .75;

    private static final double MEMORY = .8;
    /** Passages that are not read are believed to be a little quicker each time: else none would ever be read again. */
    private static final double FORGIVENESS = .95;

    private final Reranking reranking;
    private final AtomicLong nanosPerPassage = new AtomicLong();

    Reranker(Reranking reranking) {
        this.reranking = reranking;
    }

    /** Not whole when the time was too short for all of them. */
    Outcome<List<Candidate>> ranked(Call call, Question question, List<Candidate> found) {
        int all = found.size();
        if (all < 2) {
            return new Outcome<>(found, "nothing to order", all);
        }
        int count = Math.min(all, affordable(call));
        if (count < 2) {
            nanosPerPassage.updateAndGet(before -> (long) (FORGIVENESS * before));
            return new Outcome<>(found, "no time for two passages: the order stays", all, false);
        }
        List<String> texts = found.subList(0, count).stream()
                .map(candidate -> candidate.passage().text())
                .toList();
        Optional<List<Float>> relevances = relevances(call, question, texts);
        if (relevances.isEmpty()) {
            return new Outcome<>(found, "no reranking model: the order stays", all);
        }
        if (relevances.get().size() != count || !relevances.get().stream().allMatch(Float::isFinite)) {
            throw new QuernException(ErrorCode.INTERNAL, "The reranking model gave scores that cannot be used.");
        }
        String detail = count < all
                ? "the first " + count + " by the reranking model: no time for more"
                : "by the reranking model";
        return new Outcome<>(merged(question, found, relevances.get()), detail, all, count == all);
    }

    private Optional<List<Float>> relevances(Call call, Question question, List<String> texts) {
        long start = System.nanoTime();
        try {
            Optional<List<Float>> relevances = reranking.relevance(call, question.text(), texts);
            if (relevances.isPresent()) {
                long each = (System.nanoTime() - start) / texts.size();
                nanosPerPassage.updateAndGet(before -> average(before, each));
            }
            return relevances;
        } catch (QuernException failure) {
            if (failure.code() == ErrorCode.DEADLINE_EXCEEDED) {
                // They take at least as long, so that fewer are sent the next time.
                long each = (System.nanoTime() - start) / texts.size();
                nanosPerPassage.updateAndGet(before -> Math.max(before, average(before, each)));
            }
            throw failure;
        }
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

    private static long average(long before, long now) {
        return before == 0 ? now : (long) (MEMORY * before + (1 - MEMORY) * now);
    }
}
