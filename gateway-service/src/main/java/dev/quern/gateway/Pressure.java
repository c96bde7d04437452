package dev.quern.gateway;

import dev.quern.protocol.Priority;

/** How hard it is to keep up with what comes in, and what is therefore done without. */
public enum Pressure {
    /** Everything is done as well as it can be. */
    NONE,
    /** Answers come from a smaller model. */
    HIGH,
    /** Answers that no cache has are passages without a generated text. */
    SEVERE;

    /** As a request of this priority feels it: what is most urgent gets the best there is. */
    Pressure feltBy(Priority priority) {
        return priority == Priority.EMERGENCY ? NONE : this;
    }
}
