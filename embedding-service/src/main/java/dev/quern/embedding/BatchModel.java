package dev.quern.embedding;

import dev.quern.protocol.Deadline;
import java.util.List;

/**
 * A model that is loaded and computes many inputs at once. Safe for use by many threads.
 *
 * @param <I> what it computes
 * @param <O> what comes out for each
 */
public interface BatchModel<I extends ModelInput, O> extends AutoCloseable {

    ModelDescription description();

    BatchShape shape();

    /**
     * One result per input, in their order; an input gets the same result whichever others it comes with. Blocks, and
     * may be interrupted when nobody waits for the results any more. A batch that fails as {@code INTERNAL} or
     * {@code INVALID_ARGUMENT}, or for lack of memory, is tried again in halves.
     *
     * @param deadline after which nobody waits
     */
    List<O> compute(List<I> inputs, Deadline deadline) throws InterruptedException;

    /** Throws, with a sentence that says why, when it cannot compute any more. */
    void check();

    /** Waits for what is running; whoever comes later is refused. */
    @Override
    void close();
}
