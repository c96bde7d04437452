package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.DocumentId;
import java.util.List;
import java.util.Optional;

/** Removes documents. */
final class Deletion {
    private final WeaviateConnection connection;
    private final CollectionRecords collections;
    private final WorkList work;
    private final Housekeeping housekeeping;
    private final ReplacementGate gate;
    private final DocumentLocks locks;

    Deletion(
            WeaviateConnection connection,
            CollectionRecords collections,
            WorkList work,
            Housekeeping housekeeping,
            ReplacementGate gate,
            DocumentLocks locks) {
        this.connection = connection;
        this.collections = collections;
        this.work = work;
        this.housekeeping = housekeeping;
        this.gate = gate;
        this.locks = locks;
    }

    /** The collection's new version, or nothing when there was no such document. */
    Optional<String> delete(DocumentId id) {
        boolean wasThere = false;
        while (true) {
            Optional<CollectionRecord> collection = gate.pass(id.collection());
            if (collection.isEmpty()) {
                return Optional.empty();
            }
            Attempt attempt = locks.with(id, () -> attempt(collection.get(), id));
            if (!attempt.wasThere() && wasThere) {
                // A replacement finishes deletions that it finds on the work list.
                return Optional.of(collection.get().version());
            }
            if (!attempt.wasThere() || attempt.version().isPresent()) {
                return attempt.version();
            }
            wasThere = true;
        }
    }

    /**
     * @param version empty when nothing was done, because there was nothing or the collection is about to be replaced
     */
    private record Attempt(boolean wasThere, Optional<String> version) {}

    private Attempt attempt(CollectionRecord collection, DocumentId id) {
        List<String> generations =
                new DocumentRecords(connection, collection).generations(id).names();
        if (generations.isEmpty()) {
            return new Attempt(false, Optional.empty());
        }
        work.begin(id, Work.Kind.DELETE, generations);
        // Read after the work item was written: see Replacement.
        boolean quiet = collections
                .get(collection.id())
                .filter(now -> !now.sign().isUp() && now.isSameAs(collection))
                .isPresent();
        if (!quiet) {
            work.end(id, Work.Kind.DELETE, generations);
            return new Attempt(true, Optional.empty());
        }
        return new Attempt(true, Optional.of(housekeeping.finishDeletion(collection, id, generations)));
    }
}
