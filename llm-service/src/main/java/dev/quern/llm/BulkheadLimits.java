package dev.quern.llm;

import java.time.Duration;

/**
 * What a bulkhead lets in.
 *
 * @param concurrency generations at once
 * @param queue generations that may wait
 * @param time the longest that one may take, its waiting included
 */
record BulkheadLimits(int concurrency, int queue, Duration time) {}
