package dev.quern.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a user and Quern have said to each other.
 *
 * @param id empty until it is stored
 * @param user within the tenant
 * @param turns oldest first; not all of them where only some were asked for
 * @param turnCount all there are
 * @param keptFor how long it is kept after its last turn
 */
public record Conversation(
        String id,
        String user,
        String title,
        List<Turn> turns,
        int turnCount,
        Instant createdAt,
        Instant expiresAt,
        Duration keptFor) {
    public Conversation {
        turns = List.copyOf(turns);
    }

    /** @param traceId of the answer */
    public record Turn(String question, String answer, Instant askedAt, String traceId) {}
}
