package dev.quern.retrieval;

/**
 * How many chunks are embedded by one call: halved when that was too much, and doubled again once it has gone well for a
 * while. The while gets longer each time, so that a limit that stays is not run into for ever.
 */
final class BatchSize {
    private static final int LONGEST_PATIENCE = 256;

    private final int most;
    private int size;
    private int successes;
    private int patience = 8;

    BatchSize(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("quern.retrieval.indexing.batch must be 1 or more, not " + most);
        }
        this.most = most;
        size = most;
    }

    synchronized int now() {
        return size;
    }

    /** One that is not full says nothing. */
    synchronized void succeeded(int chunks) {
        if (chunks < size || size == most) {
            return;
        }
        successes++;
        if (successes >= patience) {
            successes = 0;
            size = Math.min(most, size * 2);
        }
    }

    /** Several that fail at the same time halve it once. */
    synchronized void tooMuch(int chunks) {
        int half = Math.max(1, chunks / 2);
        if (half < size) {
            size = half;
            successes = 0;
            patience = Math.min(LONGEST_PATIENCE, patience * 2);
        }
    }
}
