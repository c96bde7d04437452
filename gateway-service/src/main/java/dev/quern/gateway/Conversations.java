package dev.quern.gateway;

import dev.quern.protocol.Call;
import java.time.Duration;

/** Conversations in the durable store, each of one user of the call's tenant; nobody else's are ever found. */
public interface Conversations {

    Conversation create(Call call, String user, String title, Duration keptFor);

    /**
     * Throws {@code NOT_FOUND} for one that is not there or has expired.
     *
     * @param turns at most, the newest ones
     */
    Conversation get(Call call, String user, String id, int turns);

    /** Without their turns, the newest first. */
    Page<Conversation> list(Call call, String user, PageRequest page);

    /** Adds what was said and puts off the end. */
    void append(Call call, String user, String id, Conversation.Turn turn);

    void delete(Call call, String user, String id);
}
