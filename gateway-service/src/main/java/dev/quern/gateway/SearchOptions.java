package dev.quern.gateway;

import dev.quern.protocol.QuernException;
import java.util.Optional;

/**
 * How somebody wants to have passages found.
 *
 * @param alpha weight of the vectors: 0 keywords only, 1 vectors only; empty: the configured one
 * @param strategy empty: chosen by the question's complexity
 */
public record SearchOptions(
        Optional<Filter> filter, Optional<Float> alpha, Optional<Fusion> fusion, Optional<Strategy> strategy) {
    /** As it is done when nobody says otherwise. */
    public static final SearchOptions USUAL =
            new SearchOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public SearchOptions {
        if (alpha.isPresent() && !(alpha.get() >= 0 && alpha.get() <= 1)) {
            throw QuernException.invalid("alpha", "`alpha` is from 0 (words only) to 1 (vectors only).");
        }
    }

    SearchOptions byWords() {
        return new SearchOptions(filter, Optional.of(0f), fusion, strategy);
    }

    /** Whether the question's vector has any say. */
    boolean wantsVector() {
        return alpha.isEmpty() || alpha.get() > 0;
    }
}
