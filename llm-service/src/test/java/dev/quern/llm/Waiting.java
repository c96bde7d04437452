package dev.quern.llm;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** For what happens on other threads. */
public final class Waiting {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private Waiting() {}

    public static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + BOUND);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
