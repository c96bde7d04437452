package dev.quern.gateway;

/** What the one who asks allows the caches. */
public enum CacheUse {
    /** Answers may come from the caches, and go there. */
    FULL,
    /** The answer is made anew, and replaces what the caches have. */
    WRITE_ONLY,
    /** The answer is made anew, and nothing of it is kept. */
    NONE;

    /** As much of it as does not come from a cache. */
    CacheUse withoutReading() {
        return this == FULL ? WRITE_ONLY : this;
    }

    boolean reads() {
        return this == FULL;
    }

    boolean writes() {
        return this != NONE;
    }
}
