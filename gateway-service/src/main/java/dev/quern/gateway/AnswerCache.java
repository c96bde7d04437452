package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Remembers answers. A cache that fails is never the reason for a failed request: whoever asks goes on without it, and
 * is told of the trouble.
 */
public interface AnswerCache {
    Optional<Hit> find(Call call, AnswerKey key, Consumer<QuernException> trouble);

    /**
     * Keeps the answer until its collection changes or its time is over.
     *
     * @param took how long it took to make
     */
    void remember(Call call, AnswerKey key, Kept kept, Duration took, Consumer<QuernException> trouble);

    /**
     * Has it made anew for whoever asks next; throws when that is not possible now.
     *
     * @param key as of {@link AnswerKey#canonical}
     */
    void forget(Call call, String key);

    /** @param similar where the semantic cache has the answer too, if it does */
    record Kept(Answer answer, Optional<CacheEntry.Similar> similar) {
        public Kept {
            Objects.requireNonNull(answer);
        }
    }

    /**
     * @param level which level had it: {@code memory}, {@code redis}, …
     * @param refresh whether this caller should have the answer made anew
     */
    record Hit(Kept kept, String level, boolean refresh) {}
}
