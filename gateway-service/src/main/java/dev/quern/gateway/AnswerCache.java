package dev.quern.gateway;

import dev.quern.protocol.Call;
import java.util.Optional;

/** Remembers answers. A cache that fails is never the reason for a failed request: callers go on without it. */
public interface AnswerCache {
    Optional<Hit> find(Call call, AnswerKey key);

    /** Keeps the answer until its collection changes or its time is over. */
    void remember(Call call, AnswerKey key, Answer answer);

    /** @param level which level had it: {@code memory}, {@code redis}, … */
    record Hit(Answer answer, String level) {}
}
