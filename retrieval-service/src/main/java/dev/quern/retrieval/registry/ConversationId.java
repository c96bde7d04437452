package dev.quern.retrieval.registry;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Ulids;

/**
 * Names a conversation together with whose it is, so that nobody else's is ever found by its id.
 *
 * @param id a ULID
 */
public record ConversationId(String tenant, String user, String id) {
    private static final String PREFIX = "conversation/";

    /** Throws {@code NOT_FOUND} for an id that no conversation has. */
    public ConversationId {
        requireUser(user);
        // Whatever is in the user's name, it cannot be taken for a part of an id.
        if (!Ulids.isOne(id)) {
            throw unknown();
        }
    }

    static void requireUser(String user) {
        Texts.requireLine("user", user, 256);
    }

    static ConversationId next(String tenant, String user) {
        return new ConversationId(tenant, user, Ulids.next());
    }

    /** Of its entry, and of the list of its turns. */
    String name() {
        return PREFIX + tenant + "/" + user + "/" + id;
    }

    /** The list of the user's conversations. */
    String list() {
        return listOf(tenant, user);
    }

    static String listOf(String tenant, String user) {
        return "conversations/" + tenant + "/" + user;
    }

    static boolean isNameOfOne(String name) {
        return name.startsWith(PREFIX);
    }

    static QuernException unknown() {
        return QuernException.notFound("conversation_id", "There is no such conversation.");
    }
}
