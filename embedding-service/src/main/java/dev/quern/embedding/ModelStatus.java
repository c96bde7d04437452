package dev.quern.embedding;

import java.util.Optional;

/**
 * How a configured model is doing.
 *
 * @param description empty until it is loaded
 * @param reason what is wrong, empty when nothing is
 */
public record ModelStatus(String name, State state, Optional<ModelDescription> description, String reason) {

    /** Whether a model can be used. */
    public enum State {
        LOADING,
        READY,
        UNAVAILABLE
    }
}
