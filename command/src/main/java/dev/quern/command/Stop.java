package dev.quern.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the run is to end before it is done, and why. Safe for threads; the first reason stays. */
public final class Stop {
    private final List<Thread> waiting = new ArrayList<>();
    private @Nullable Reason reason;

    /** Why a run ends early. */
    sealed interface Reason {}

    /** A person wants it. */
    record Interrupted() implements Reason {}

    /** @param message for people */
    record ServerLost(String message) implements Reason {}

    /** @param message for people: what keeps us from remembering what was done */
    record Broken(String message) implements Reason {}

    /** Whoever works is interrupted, and ends what it does. */
    synchronized void request(Reason why) {
        if (reason == null) {
            reason = why;
            waiting.forEach(Thread::interrupt);
        }
    }

    public void interrupt() {
        request(new Interrupted());
    }

    synchronized Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }

    synchronized boolean isRequested() {
        return reason != null;
    }

    /** Runs it in this thread, which is interrupted meanwhile when a stop is requested. */
    void guard(Work work) {
        Thread self = Thread.currentThread();
        if (!enter(self)) {
            return;
        }
        try {
            work.run();
        } catch (InterruptedException e) {
            request(new Interrupted());
        } finally {
            leave(self);
        }
    }

    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    private synchronized boolean enter(Thread self) {
        return reason == null && waiting.add(self);
    }

    /** The flag is ours: what comes after must not be interrupted by it. */
    private synchronized void leave(Thread self) {
        waiting.remove(self);
        if (reason != null) {
            Thread.interrupted();
        }
    }
}
