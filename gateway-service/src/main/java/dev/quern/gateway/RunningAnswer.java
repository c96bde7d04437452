package dev.quern.gateway;

import dev.quern.gateway.AnswerLog.Opening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** An answer that can be resumed while this process makes it: those who read it here need not ask the log. */
final class RunningAnswer {
    private final String id;
    private final Opening opening;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final List<LoggedEvent> events;
    private long last;
    private long size;
    private int readers;
    private long unreadSince = System.nanoTime();
    private boolean over;

    /**
     * @param told by whoever made the answer before
     * @param last the highest number that anybody has seen
     */
    RunningAnswer(String id, Opening opening, List<LoggedEvent> told, long last) {
        this.id = id;
        this.opening = opening;
        this.events = new ArrayList<>(told);
        this.last = last;
        size = told.stream().mapToLong(LoggedEvent::size).sum();
    }

    String id() {
        return id;
    }

    Opening opening() {
        return opening;
    }

    /** The event with the next number; nobody reads it before it is {@link #add added}. */
    LoggedEvent next(EventCodec.Written written) {
        lock.lock();
        try {
            return new LoggedEvent(last + 1, written.name(), written.data());
        } finally {
            lock.unlock();
        }
    }

    void add(LoggedEvent event) {
        lock.lock();
        try {
            events.add(event);
            last = event.number();
            size += event.size();
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** In bytes, about. */
    long size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is added here. */
    void end() {
        lock.lock();
        try {
            over = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What came after an event, waiting for it; empty when nothing more is added here. */
    List<LoggedEvent> after(long number) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            readers++;
            while (last <= number && !over) {
                news.await();
            }
            int from = events.size();
            while (from > 0 && events.get(from - 1).number() > number) {
                from--;
            }
            return List.copyOf(events.subList(from, events.size()));
        } finally {
            readers--;
            unreadSince = System.nanoTime();
            lock.unlock();
        }
    }

    /** Whether all of it has been told up to this event. */
    boolean endsWith(long number) {
        lock.lock();
        try {
            return !events.isEmpty() && events.getLast().isLast() && last <= number;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end; whether it came in time. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!over && left > 0) {
                left = news.awaitNanos(left);
            }
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody has read for so long. */
    boolean isUnreadFor(Duration time) {
        lock.lock();
        try {
            return readers == 0 && System.nanoTime() - unreadSince > time.toNanos();
        } finally {
            lock.unlock();
        }
    }
}
