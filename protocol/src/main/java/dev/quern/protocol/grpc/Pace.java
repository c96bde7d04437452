package dev.quern.protocol.grpc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long each method takes until its first message, on average over all replicas. Against it one replica is slow or
 * not: methods take so different times that those alone would tell more of what was asked than of who was asked.
 */
final class Pace {
    /** No single call counts for more, so that one pause of a process is not taken for a slow replica. */
    static final double MOST = 4;

    private static final double WEIGHT = 0.05;

    private final Map<String, Double> means = new ConcurrentHashMap<>();

    /** How many times the usual time the call took, {@link #MOST} at most; learns from it. */
    double ratio(String method, long nanos) {
        double taken = Math.max(1, nanos);
        double before = means.getOrDefault(method, taken);
        double bounded = Math.min(taken, MOST * before);
        means.merge(method, taken, (mean, _) -> mean + WEIGHT * (bounded - mean));
        return bounded / before;
    }

    /** Whether a call that has not been answered after so long should have been. */
    boolean isLate(String method, long nanos) {
        Double mean = means.get(method);
        return mean != null && nanos > MOST * MOST * mean;
    }
}
