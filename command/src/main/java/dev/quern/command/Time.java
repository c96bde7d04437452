package dev.quern.command;

import java.time.Duration;

/** The clock and waiting. */
public interface Time {
    /** Since some moment. */
    Duration now();

    void sleep(Duration duration) throws InterruptedException;

    static Time real() {
        long start = System.nanoTime();
        return new Time() {
            @Override
            public Duration now() {
                return Duration.ofNanos(System.nanoTime() - start);
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                Thread.sleep(duration);
            }
        };
    }
}
