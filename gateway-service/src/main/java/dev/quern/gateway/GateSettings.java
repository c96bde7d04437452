package dev.quern.gateway;

import dev.quern.protocol.Priority;
import java.time.Duration;

/**
 * How a gate lets in.
 *
 * @param least places, however slow everything is
 * @param first places, until more is known
 * @param most places
 * @param queue how many may wait
 */
record GateSettings(int least, int first, int most, int queue, Duration longestWait, double batchShare) {
    private static final int LARGEST_QUEUE = 100_000;

    GateSettings {
        require(most >= 1, "quern.gateway.concurrency is 1 or more.");
        require(least >= 1, "quern.gateway.admission.least-concurrency is 1 or more.");
        require(
                first >= least && first <= most,
                "quern.gateway.admission.first-concurrency is between the least and quern.gateway.concurrency.");
        require(
                queue >= 0 && queue <= LARGEST_QUEUE,
                "quern.gateway.admission.queue is between 0 and " + LARGEST_QUEUE + ".");
        require(longestWait.isPositive(), "quern.gateway.admission.longest-wait is longer than nothing.");
        require(batchShare > 0 && batchShare <= 1, "quern.gateway.admission.batch-share is more than 0 and at most 1.");
    }

    static GateSettings of(GatewayConfig config) {
        AdmissionConfig admission = config.admission();
        int most = config.concurrency();
        int least = Math.min(admission.leastConcurrency(), most);
        return new GateSettings(
                least,
                admission.firstConcurrency().orElse(least),
                most,
                admission.queue(),
                admission.longestWait(),
                admission.batchShare());
    }

    /** The places of so many that requests of a priority may take. */
    int places(Priority lane, int limit) {
        return lane == Priority.BATCH ? Math.max(1, (int) (limit * batchShare)) : limit;
    }

    private static void require(boolean plausible, String sentence) {
        if (!plausible) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
