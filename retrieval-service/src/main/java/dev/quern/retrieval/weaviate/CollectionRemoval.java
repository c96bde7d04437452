package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.CollectionId;
import java.util.Optional;

/** Removes collections and successors that are none any more. Every method may be repeated, by any process. */
final class CollectionRemoval {
    private final WeaviateConnection connection;
    private final CollectionRecords records;

    CollectionRemoval(WeaviateConnection connection, CollectionRecords records) {
        this.connection = connection;
        this.records = records;
    }

    /** After the collection, or the successor, has been marked as deleted. */
    void finishDeletion(CollectionRecord deleted) {
        if (!deleted.id().successor()) {
            remove(deleted.id(), Home.of(deleted));
            records.removeDeleted(deleted);
        }
        tidySuccessor(deleted.id().asItself());
    }

    /** Removes everything that is in the collection. */
    void remove(CollectionId id, Home home) {
        records.bury(id, home.incarnation());
        String tenant = ObjectIds.tenant(id, home.incarnation());
        connection.callRest(client -> {
            client.collections.use(home.chunkClass()).tenants.delete(tenant);
            client.collections.use(Schema.DOCUMENTS).tenants.delete(tenant);
            return tenant;
        });
    }

    /**
     * Removes the successor's record when it has been deleted, has taken the collection's place or has no collection any
     * more, and the objects of both that are not the collection's. Leaves a successor alone that is one, and one that may
     * be taking the collection's place just now.
     */
    void tidySuccessor(CollectionId id) {
        records.successor(id).ifPresent(successor -> {
            // Read after the successor: see Replacement for why the order matters.
            Optional<CollectionRecord> now = records.get(id);
            if (!isOver(successor, now)
                    || now.filter(there -> there.sign().isUp()).isPresent()) {
                return;
            }
            successor
                    .homes()
                    .filter(home -> now.filter(there -> there.incarnation().equals(home.incarnation()))
                            .isEmpty())
                    .forEach(home -> remove(id, home));
            records.remove(successor);
        });
    }

    private static boolean isOver(SuccessorRecord successor, Optional<CollectionRecord> now) {
        String incarnation = successor.record().incarnation();
        return successor.deleted()
                || now.filter(there -> Incarnations.isLater(incarnation, there.incarnation()))
                        .isEmpty();
    }
}
