package dev.quern.gateway;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** How much is worked on at once, and what happens to the rest. */
public interface AdmissionConfig {

    /**
     * Requests that are worked on at once however slow everything is, and at most {@code quern.gateway.concurrency}. The
     * same as that switches the adaptation off.
     */
    @WithDefault("8")
    int leastConcurrency();

    /**
     * Requests that are worked on at once until it is known how long they take; the least unless it is said. What is
     * learnt in a crowd would pass for usual.
     */
    OptionalInt firstConcurrency();

    /** Requests that wait for a place, in all lanes together. */
    @WithDefault("200")
    int queue();

    /** How long a request waits for a place, however much time it has. What would wait longer is refused at once. */
    @WithDefault("10S")
    Duration longestWait();

    /** The share of the places that requests of the priority {@code batch} may take. */
    @WithDefault("0.5")
    double batchShare();

    /**
     * What is done without, whatever is measured: {@code NONE} for nothing, {@code HIGH} for large models, {@code SEVERE} for
     * generated answers. Measured unless it is said.
     */
    Optional<Pressure> pressure();

    /** Answers come from a smaller model when questions would wait for so long. */
    @WithDefault("1S")
    Duration highWait();

    /** Answers that no cache has are passages without a generated text when questions would wait for so long. */
    @WithDefault("4S")
    Duration severeWait();

    /** How long the pressure must have been lower before more is done again. */
    @WithDefault("5S")
    Duration calm();
}
