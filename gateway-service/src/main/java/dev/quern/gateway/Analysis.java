package dev.quern.gateway;

import java.time.Duration;
import java.util.Optional;

/**
 * What was made out about a question before anything was done for it.
 *
 * @param complexity 0 to 1
 * @param estimate how long an answer is likely to take; empty until enough were measured
 */
public record Analysis(float complexity, Strategy strategy, Optional<Estimate> estimate) {

    /** Half of the answers take at most the one, nineteen in twenty at most the other. */
    public record Estimate(Duration median, Duration nineteenInTwenty) {}
}
