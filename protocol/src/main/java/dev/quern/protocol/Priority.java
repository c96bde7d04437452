package dev.quern.protocol;

/** How urgent work is, least first. */
public enum Priority {
    BATCH,
    INTERACTIVE,
    EMERGENCY
}
