package dev.quern.cache.semantic;

import java.util.Optional;

/**
 * How far two questions ask for the same thing.
 *
 * @param score the calibrated probability that they do, 0 to 1
 * @param conflict what makes them different whatever the score, as one word for metrics and callers: {@code numbers}
 */
record Match(double score, Optional<String> conflict) {}
