package dev.quern.gateway;

import dev.quern.protocol.VirtualThreads;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The real one: a thread that waits, and virtual threads for what is due. */
final class SystemAdmissionClock implements AdmissionClock, AutoCloseable {
    private final ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("quern-admission").factory());

    SystemAdmissionClock() {
        // Most who wait get a place long before their time is over: their alarms must not pile up.
        alarms.setRemoveOnCancelPolicy(true);
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public Runnable at(long nanoTime, Runnable action) {
        Future<?> alarm = alarms.schedule(action, nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
        return () -> alarm.cancel(false);
    }

    @Override
    public void soon(Runnable action) {
        VirtualThreads.executor().execute(action);
    }

    @Override
    public void close() {
        alarms.shutdownNow();
    }
}
