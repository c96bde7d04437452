package dev.quern.gateway;

import dev.quern.gateway.Generated.Tokens;
import dev.quern.protocol.Call;
import dev.quern.protocol.Priority;
import java.util.List;

/** Questions and sources to grounded text. */
public interface Generation {

    /** What answers would come from just now, for cache keys. */
    Routing routing(Call call);

    /** The question so that it stands alone, without what was said before. */
    Rewritten rewrite(Call call, Question question);

    /**
     * Generates, giving every part of the text to {@code parts} as it comes. Returns only when the whole text is
     * there: a stream that breaks off throws.
     */
    Generated generate(Call call, Question question, List<Source> sources, Terms terms, Parts parts)
            throws InterruptedException;

    /** @param models that answers can be asked of by name */
    record Routing(String epoch, String promptVersion, List<String> models) {
        public Routing {
            models = List.copyOf(models);
        }
    }

    /**
     * @param question the question itself when it stands alone already
     * @param by the model's name, or {@code rules}
     * @param degraded whether rules had to do because no model could, though one should have
     */
    record Rewritten(String question, boolean changed, String by, boolean degraded, Tokens tokens) {}

    /**
     * What an answer may cost.
     *
     * @param complexity 0 to 1, by which a model is chosen where the question names none
     * @param tokenBudget tokens that may be spent, in and out; {@link Long#MAX_VALUE}: as many as it takes
     */
    record Terms(float complexity, Priority priority, long tokenBudget) {}

    @FunctionalInterface
    interface Parts {
        void on(String text) throws InterruptedException;
    }
}
