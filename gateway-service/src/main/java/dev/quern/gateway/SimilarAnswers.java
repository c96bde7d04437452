package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Remembers answers for questions that mean the same. Trouble as of {@link AnswerCache}. */
public interface SimilarAnswers {
    Optional<Hit> find(
            Call call, SimilarKey namespace, String question, float[] vector, Consumer<QuernException> trouble);

    /** @return the entry's id, if it was kept */
    Optional<String> remember(
            Call call,
            SimilarKey namespace,
            String question,
            float[] vector,
            Answer answer,
            Duration took,
            Consumer<QuernException> trouble);

    /** Drops the entry if it is still there, and makes the cache more careful; throws when that is not possible now. */
    void reportWrong(Call call, CacheEntry.Similar entry);

    /**
     * @param question that the answer was given to
     * @param similarity of the two questions' vectors
     * @param score how sure the cache is that both ask for the same
     */
    record Hit(Answer answer, String id, String question, float similarity, float score) {}
}
