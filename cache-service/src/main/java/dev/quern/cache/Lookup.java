package dev.quern.cache;

import java.util.Optional;

/**
 * What a lookup found; without a hit it is this caller who should compute the value.
 *
 * @param shouldRefresh whether this caller, and no other, should compute the value anew although it has one
 */
public record Lookup(Optional<Hit> hit, boolean shouldRefresh) {
    static Lookup compute() {
        return new Lookup(Optional.empty(), false);
    }

    static Lookup of(Hit hit) {
        return new Lookup(Optional.of(hit), false);
    }

    public boolean shouldCompute() {
        return hit.isEmpty();
    }
}
