package dev.quern.retrieval.weaviate;

import java.time.Duration;
import java.time.Instant;

/**
 * Says in a collection's record that a successor is about to take its place. It must be renewed: one that is old counts
 * for nothing, because the process that put it there is dead. So the clocks of Quern's processes must agree to some
 * seconds.
 *
 * @param owner a name for the attempt; empty when there is none
 */
record Sign(String owner, Instant renewed) {
    static final Sign NONE = new Sign("", Instant.EPOCH);

    /** After so long it counts for nothing. */
    static final Duration LIFE = Duration.ofMinutes(1);

    static Sign read(String text) {
        String[] parts = text.split(" ", 2);
        return parts.length < 2 ? NONE : new Sign(parts[0], Instant.parse(parts[1]));
    }

    String write() {
        return owner.isEmpty() ? "" : owner + " " + renewed;
    }

    boolean isUp() {
        return !owner.isEmpty() && renewed.plus(LIFE).isAfter(Instant.now());
    }
}
