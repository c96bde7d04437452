package dev.quern.llm;

import java.util.Optional;

/**
 * A model with what is configured about it, guarded: after failures in a row it is left alone for a while, then tried
 * with one generation at a time. Safe for use by many threads.
 */
public interface ServedModel extends AutoCloseable {
    ModelProfile profile();

    /** Fails at once, without asking the model, while {@link #trouble} is present. */
    LanguageModel model();

    /** Why it should not be asked just now, as a sentence for a person. Known without asking anybody. */
    Optional<String> trouble();

    /** That it is still being read from disk, as a sentence for a person; generations wait for it. */
    default Optional<String> loading() {
        return Optional.empty();
    }

    @Override
    void close();
}
