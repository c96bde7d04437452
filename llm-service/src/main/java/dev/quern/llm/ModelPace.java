package dev.quern.llm;

import java.time.Duration;
import java.util.Optional;

/**
 * How fast a model was of late, from which it is told how long a generation takes. What was measured a while ago says
 * nothing any more: a model that was slow once is tried again.
 */
final class ModelPace {
    static final Duration MEMORY = Duration.ofSeconds(30);

    private final RecentMean firstToken = new RecentMean();
    private final RecentMean perToken = new RecentMean();
    private final RecentMean tokens = new RecentMean();
    private long measured;

    /** @param rest from the first token to the end */
    synchronized void add(Duration first, Duration rest, int completionTokens) {
        firstToken.add(Math.max(1.0, (double) first.toNanos()));
        tokens.add(Math.max(1.0, completionTokens));
        if (completionTokens > 1) {
            perToken.add((double) rest.toNanos() / (completionTokens - 1));
        }
        measured = System.nanoTime();
    }

    /** How long a generation of at most so many tokens is likely to take; empty when that is not known. */
    synchronized Optional<Duration> expected(int maxTokens) {
        if (firstToken.mean() == 0 || System.nanoTime() - measured > MEMORY.toNanos()) {
            return Optional.empty();
        }
        double likely = Math.min(maxTokens, tokens.mean());
        return Optional.of(Duration.ofNanos((long) (firstToken.mean() + likely * perToken.mean())));
    }
}
