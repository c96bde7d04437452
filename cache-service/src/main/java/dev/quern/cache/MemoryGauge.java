package dev.quern.cache;

/** How much of its memory the process uses, each as a share from 0 to 1. */
public interface MemoryGauge {
    /** Of the largest heap, what the last collections have left in use. */
    double heap();

    /** Of what the container may use; 0 where nothing limits it. */
    double container();
}
