package dev.quern.gateway;

import java.time.Duration;

/**
 * How hard it is to keep up, without flapping: it rises when a threshold was passed for {@value #RISE_MILLIS} ms, so that
 * a burst that is soon done with changes nothing, and falls a step when all was below half of the threshold for a while.
 */
final class PressureLevel {
    private static final long RISE_MILLIS = 500;
    private static final double FULL = .9;

    private final long highWait;
    private final long severeWait;
    private final Lasting high = new Lasting(Duration.ofMillis(RISE_MILLIS));
    private final Lasting severe = new Lasting(Duration.ofMillis(RISE_MILLIS));
    private final Lasting calm;
    private Pressure level = Pressure.NONE;

    PressureLevel(Duration highWait, Duration severeWait, Duration calm) {
        if (!highWait.isPositive() || highWait.compareTo(severeWait) > 0) {
            throw new IllegalArgumentException(
                    "quern.gateway.admission.high-wait is longer than nothing, and no longer than severe-wait.");
        }
        if (calm.isNegative()) {
            throw new IllegalArgumentException("quern.gateway.admission.calm is not negative.");
        }
        this.highWait = highWait.toNanos();
        this.severeWait = severeWait.toNanos();
        this.calm = new Lasting(calm);
    }

    /**
     * @param wait how long somebody who came now would wait, in nanoseconds
     * @param fill the share of the queue that is taken
     */
    Pressure look(double wait, double fill, long now) {
        Pressure above = level(wait, fill);
        Pressure stay = level(wait * 2, fill * 2);
        boolean isHigh = high.look(above != Pressure.NONE, now);
        boolean isSevere = severe.look(above == Pressure.SEVERE, now);
        boolean isCalm = calm.look(stay.compareTo(level) < 0, now);
        Pressure reached = isSevere ? Pressure.SEVERE : isHigh ? Pressure.HIGH : Pressure.NONE;
        if (reached.compareTo(level) > 0) {
            level = reached;
        } else if (isCalm) {
            level = level == Pressure.SEVERE ? Pressure.HIGH : Pressure.NONE;
            calm.end();
        }
        return level;
    }

    private Pressure level(double wait, double fill) {
        if (wait >= severeWait || fill >= FULL) {
            return Pressure.SEVERE;
        }
        return wait >= highWait || fill >= FULL / 2 ? Pressure.HIGH : Pressure.NONE;
    }

    /** What is so at every look for a while. */
    private static final class Lasting {
        private final long time;
        private boolean begun;
        private long since;

        Lasting(Duration time) {
            this.time = time.toNanos();
        }

        /** Whether it has been so for long enough. */
        boolean look(boolean isSo, long now) {
            if (isSo && !begun) {
                since = now;
            }
            begun = isSo;
            return begun && now - since >= time;
        }

        void end() {
            begun = false;
        }
    }
}
