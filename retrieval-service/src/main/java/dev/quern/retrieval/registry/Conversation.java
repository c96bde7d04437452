package dev.quern.retrieval.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a user and Quern have said to each other.
 *
 * @param keptFor how long it is kept after its last turn
 * @param turns oldest first; not all of them where only some were asked for
 * @param turnCount all there are
 */
public record Conversation(
        ConversationId id,
        String title,
        Instant createdAt,
        Instant expiresAt,
        Duration keptFor,
        List<Turn> turns,
        long turnCount) {
    public Conversation {
        turns = List.copyOf(turns);
    }

    Entry entry() {
        return new Entry(
                id.name(),
                id.list(),
                id.id(),
                expiresAt,
                Map.of("title", title, "createdAt", createdAt.toString(), "keptFor", keptFor.toString()));
    }

    static Duration keptFor(Entry entry) {
        return Duration.parse(entry.text("keptFor"));
    }

    static Conversation from(ConversationId id, Entry entry, List<Turn> turns, long turnCount) {
        return new Conversation(
                id,
                entry.text("title"),
                Instant.parse(entry.text("createdAt")),
                entry.end(),
                keptFor(entry),
                turns,
                turnCount);
    }
}
