package dev.quern.cache;

/** What a store holds, and how many values it has dropped for want of room. */
public record Usage(long entries, long bytes, long evictions) {
    static final Usage NONE = new Usage(0, 0, 0);
}
