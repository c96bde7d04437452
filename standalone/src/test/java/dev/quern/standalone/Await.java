package dev.quern.standalone;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, with a bound. */
final class Await {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private Await() {}

    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(String what, Duration bound, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + bound.toNanos();
        Exception last = new IllegalStateException("it never held");
        while (System.nanoTime() < end) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception notYet) {
                last = notYet;
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
        throw new AssertionError("waited " + bound.toMillis() + " ms in vain until " + what, last);
    }
}
