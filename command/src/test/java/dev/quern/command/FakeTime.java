package dev.quern.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Passes only by sleeping. */
final class FakeTime implements Time {
    private final List<Duration> slept = new ArrayList<>();
    private Duration now = Duration.ofSeconds(1);

    @Override
    public synchronized Duration now() {
        return now;
    }

    @Override
    public synchronized void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        slept.add(duration);
        now = now.plus(duration);
    }

    synchronized List<Duration> slept() {
        return List.copyOf(slept);
    }
}
