package dev.quern.gateway;

/** Time, and who does what is due: tests have one whose hands they move. */
interface AdmissionClock {
    /** Like {@link System#nanoTime}. */
    long now();

    /** Does something at that time or soon after; running the result before makes it undone. */
    Runnable at(long nanoTime, Runnable action);

    /** Does something soon, on another thread: nothing that takes or leaves a place waits for it. */
    void soon(Runnable action);
}
