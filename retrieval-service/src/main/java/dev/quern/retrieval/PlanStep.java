package dev.quern.retrieval;

import java.time.Duration;
import java.util.Optional;

/**
 * One step of a search, for whoever wants to know.
 *
 * @param candidates that were left after it
 * @param selectivity share of the collection's passages that a filter keeps, when it was measured
 */
public record PlanStep(String name, String detail, Duration time, int candidates, Optional<Float> selectivity) {}
