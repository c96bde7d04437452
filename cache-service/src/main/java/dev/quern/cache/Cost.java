package dev.quern.cache;

import dev.quern.protocol.QuernException;
import java.time.Duration;

/**
 * What it took to compute a value, and so what each hit spares.
 *
 * @param tokens of a language model
 */
public record Cost(Duration time, long tokens) {
    /** Also of a value of which nobody told. */
    public static final Cost NONE = new Cost(Duration.ZERO, 0);

    public Cost {
        if (time.isNegative()) {
            throw QuernException.invalid("cost", "What a value has cost cannot be less than nothing.");
        }
        if (tokens < 0) {
            throw QuernException.invalid("tokens", "What a value has cost cannot be less than nothing.");
        }
    }
}
