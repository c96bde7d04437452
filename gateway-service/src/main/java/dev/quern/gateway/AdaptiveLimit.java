package dev.quern.gateway;

import java.util.EnumMap;
import java.util.Map;

/**
 * How much can be worked on at once before more of it only makes all of it slower. Every window, the limit is
 * multiplied by the gradient, which is how long this window's work usually takes over how long it took, and grows by
 * its square root if it was used; work that was refused or late inside shrinks it too. Not safe for use by several threads.
 *
 * <p>This is the gradient of Netflix' concurrency-limits, with two differences. Times are compared within kinds of work:
 * a cache that hits less often makes the mean slower, and nothing is wrong. And what is usual is not a long average, which
 * in a crowd that lasts becomes the time that work takes in the crowd: it is what was measured while there was room. When
 * work has been slow for long, the limit goes down to the least for a moment, to see whether that is the crowd's fault.
 */
final class AdaptiveLimit {
    private static final long WINDOW_NANOS = 500_000_000;
    private static final int ENOUGH = 20;
    /** Work may take so many times as long as it usually does: measurements vary, and some waiting keeps all busy. */
    private static final double TOLERANCE = 2;

    private static final double STEEPEST = .5;
    private static final double SMOOTHING = .3;
    /** The share of work that may be lost without any consequence. */
    private static final double TOLERATED_LOSS = .02;

    private static final int SLOW_FOR_LONG = 240;

    private final int least;
    private final int most;
    private final Map<WorkKind, UsualTime> usual = new EnumMap<>(WorkKind.class);
    private double limit;
    /** Until work gets slower for the first time, the limit grows fast. */
    private boolean starting = true;
    /** How many windows more were slow than not. */
    private int slow;
    /** How many windows it was at the least, to learn what is usual; -1 when it does not try to. */
    private int learning = -1;

    private long windowEnds;
    private double took;
    private double expected;
    private int done;
    private int lost;
    private int peak;

    AdaptiveLimit(int least, int first, int most) {
        this.least = least;
        this.most = most;
        this.limit = first;
    }

    int get() {
        return (int) limit;
    }

    /** Work has shown its first result. */
    void began(WorkKind kind, long nanos) {
        if (kind == WorkKind.OTHER) {
            return;
        }
        UsualTime known = usual.computeIfAbsent(kind, _ -> new UsualTime());
        known.add(nanos);
        if (known.nanos() > 0) {
            took += nanos;
            expected += known.nanos();
        }
    }

    /** @param inFlight how much was worked on, this included */
    void done(int inFlight, long now) {
        done++;
        look(inFlight, now);
    }

    /** The work was refused by a service that has too much, or was late. */
    void lost(int inFlight, long now) {
        lost++;
        look(inFlight, now);
    }

    private void look(int inFlight, long now) {
        if (done + lost == 1) {
            windowEnds = now + WINDOW_NANOS;
        }
        peak = Math.max(peak, inFlight);
        if (now - windowEnds >= 0 && done + lost >= ENOUGH) {
            double gradient = expected == 0 ? 1 : Math.clamp(TOLERANCE * expected / took, STEEPEST, 1);
            double next = learning < 0 ? adapted(gradient) : learnt();
            limit = Math.clamp(limit + SMOOTHING * (next - limit), least, most);
            took = 0;
            expected = 0;
            done = 0;
            lost = 0;
            peak = 0;
        }
    }

    private double adapted(double gradient) {
        boolean used = peak * 2 >= limit;
        usual.values().forEach(time -> time.follow(used && limit > least));
        slow = Math.max(0, gradient < 1 ? slow + 1 : slow - 1);
        if (slow > SLOW_FOR_LONG) {
            learning = 0;
        }
        double loss = (double) lost / (done + lost);
        starting &= gradient == 1 && loss <= TOLERATED_LOSS;
        if (loss > TOLERATED_LOSS) {
            return limit * Math.min(gradient, 1 - loss / 2);
        }
        return limit * gradient + (used ? growth() : 0);
    }

    private double growth() {
        return starting ? limit : Math.sqrt(limit);
    }

    /** The first window at the least still ends what began before. */
    private double learnt() {
        if (limit <= least && learning++ > 0) {
            usual.values().forEach(UsualTime::learn);
            slow = 0;
            learning = -1;
            starting = true;
        } else {
            usual.values().forEach(time -> time.follow(true));
        }
        return limit * STEEPEST;
    }
}
