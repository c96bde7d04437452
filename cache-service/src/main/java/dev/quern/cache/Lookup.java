package dev.quern.cache;

import java.util.Optional;

/** What a lookup found; without a hit it is this caller who should compute the value. */
public record Lookup(Optional<Hit> hit) {
    static Lookup compute() {
        return new Lookup(Optional.empty());
    }

    public boolean shouldCompute() {
        return hit.isEmpty();
    }
}
