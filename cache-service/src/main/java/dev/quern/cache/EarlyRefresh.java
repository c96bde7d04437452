package dev.quern.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/**
 * When a value should be made anew: surely when it is no longer fresh, and by chance some time before, so that a key
 * that is often asked for never expires. The chance is that of XFetch (Vattani, Chierichetti and Lowenstein: Optimal
 * Probabilistic Cache Stampede Prevention, VLDB 2015): it rises with the time that the value took to compute and falls
 * exponentially with the time that is left. A value whose cost nobody told is never early.
 */
final class EarlyRefresh {
    /** Above the negative logarithm of the smallest number that {@code 1 - random} can be, 2 to the -53rd. */
    private static final double LARGEST_CHANCE = 37;

    private final double eagerness;
    private final DoubleSupplier random;

    /**
     * @param eagerness the paper's beta: 1 is its optimum, more is earlier, 0 never is
     * @param random from 0, inclusive, to 1, exclusive
     */
    EarlyRefresh(double eagerness, DoubleSupplier random) {
        if (!(eagerness >= 0 && eagerness <= 10)) {
            throw new IllegalArgumentException("quern.cache.refresh.eagerness must be between 0 and 10");
        }
        this.eagerness = eagerness;
        this.random = random;
    }

    boolean isDue(CachedValue value, Instant now) {
        Duration left = Duration.between(now, value.freshUntil());
        if (left.isNegative() || left.isZero()) {
            return true;
        }
        double cost = eagerness * seconds(value.cost().time());
        return cost > 0 && -Math.log(1 - random.getAsDouble()) * cost >= seconds(left);
    }

    /** Whether nothing that chance could bring makes the value due. */
    boolean isFarOff(CachedValue value, Instant now) {
        return seconds(Duration.between(now, value.freshUntil()))
                > LARGEST_CHANCE * eagerness * seconds(value.cost().time());
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }
}
