package dev.quern.gateway;

import dev.quern.protocol.Call;
import java.util.List;

/** Questions and sources to grounded text. */
public interface Generation {

    /** What answers would come from just now, for cache keys. */
    Routing routing(Call call);

    /**
     * Generates, giving every part of the text to {@code parts} as it comes. Returns only when the whole text is
     * there: a stream that breaks off throws.
     */
    Generated generate(Call call, Question question, Analysis analysis, List<Source> sources, Parts parts)
            throws InterruptedException;

    record Routing(String epoch, String promptVersion) {}

    @FunctionalInterface
    interface Parts {
        void on(String text) throws InterruptedException;
    }
}
