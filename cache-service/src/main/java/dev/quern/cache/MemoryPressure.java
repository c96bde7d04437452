package dev.quern.cache;

import java.util.Locale;
import java.util.function.DoubleConsumer;
import org.jboss.logging.Logger;

/**
 * Has memory give way before the process is in danger: it halves above a limit of the heap or of the container, and
 * quarters halfway from there to the end. It grows back step by step, when it has been well below the limits for a
 * while.
 */
final class MemoryPressure {
    private static final Logger LOG = Logger.getLogger(MemoryPressure.class);
    /** How far below the limits use has to fall, as a share of all, and at how many looks in a row. */
    private static final double RELIEF = 0.1;

    private static final int CALM_LOOKS = 3;

    private final MemoryGauge gauge;
    private final double heapLimit;
    private final double containerLimit;
    private final DoubleConsumer resize;
    private volatile Step step = Step.FULL;
    private int calm;

    /** @param resize is told the share of its size that memory may have */
    MemoryPressure(MemoryGauge gauge, double heapLimit, double containerLimit, DoubleConsumer resize) {
        requireShare("heap", heapLimit);
        requireShare("container", containerLimit);
        this.gauge = gauge;
        this.heapLimit = heapLimit;
        this.containerLimit = containerLimit;
        this.resize = resize;
    }

    /** To be called now and then, by one thread. */
    void look() {
        double heap = gauge.heap();
        double container = gauge.container();
        Step needed = stricter(needed(heap, heapLimit), needed(container, containerLimit));
        boolean relieved = heap < heapLimit - RELIEF && container < containerLimit - RELIEF;
        calm = relieved ? calm + 1 : 0;
        if (needed.compareTo(step) > 0) {
            change(needed, heap, container);
        } else if (calm >= CALM_LOOKS && step != Step.FULL) {
            change(step.milder(), heap, container);
        }
    }

    /** The share of its size that memory has now. */
    double share() {
        return step.share;
    }

    private void change(Step next, double heap, double container) {
        boolean shrinks = next.compareTo(step) > 0;
        step = next;
        calm = 0;
        resize.accept(next.share);
        LOG.logf(
                shrinks ? Logger.Level.WARN : Logger.Level.INFO,
                "What is kept in memory %s to %.0f %% of its size: the heap is %.0f %% full, the container %.0f %%.",
                shrinks ? "shrinks" : "grows",
                100 * next.share,
                100 * heap,
                100 * container);
    }

    private static Step needed(double used, double limit) {
        if (used >= (1 + limit) / 2) {
            return Step.QUARTER;
        }
        return used >= limit ? Step.HALF : Step.FULL;
    }

    private static Step stricter(Step one, Step other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static void requireShare(String setting, double share) {
        if (!(share >= 0.2 && share < 1)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "quern.cache.pressure.%s must be at least 0.2 and less than 1", setting));
        }
    }

    /** The strictest last. */
    private enum Step {
        FULL(1),
        HALF(0.5),
        QUARTER(0.25);

        private final double share;

        Step(double share) {
            this.share = share;
        }

        Step milder() {
            return switch (this) {
                case FULL, HALF -> FULL;
                case QUARTER -> HALF;
            };
        }
    }
}
