package dev.quern.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A clock that goes on only when a test turns it; it began long ago, and will overflow soon. */
final class TurnedClock implements AdmissionClock {
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparingLong(alarm -> alarm.elapsed));
    private final Queue<Runnable> soon = new ArrayDeque<>();
    private static final long BEGAN = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();
    private long elapsed;

    @Override
    public long now() {
        return BEGAN + elapsed;
    }

    @Override
    public Runnable at(long nanoTime, Runnable action) {
        Alarm alarm = new Alarm(nanoTime - BEGAN, action);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    @Override
    public void soon(Runnable action) {
        soon.add(action);
    }

    int alarms() {
        return alarms.size();
    }

    /** What is due now. */
    void settle() {
        for (Runnable next = soon.poll(); next != null; next = soon.poll()) {
            next.run();
        }
    }

    void turn(Duration time) {
        long end = elapsed + time.toNanos();
        settle();
        while (!alarms.isEmpty() && alarms.peek().elapsed <= end) {
            Alarm alarm = alarms.remove();
            elapsed = Math.max(elapsed, alarm.elapsed);
            alarm.action.run();
            settle();
        }
        elapsed = end;
    }

    private record Alarm(long elapsed, Runnable action) {}
}
