package dev.quern.retrieval.weaviate;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.CollectionId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Puts a successor in its collection's place. The write that decides makes the collection's record say what the
 * successor's said: where its objects are, and their settings. From then on the successor is none, because its
 * incarnation is no later than the collection's.
 *
 * <p>Other processes meanwhile take documents in and delete, so a {@link Sign} is put up in the collection's record
 * first. Whoever stores a document reads the record afterwards, and when the sign was up, or the incarnation is another,
 * learns what became of it. Whoever deletes puts the deletion on the work list, then reads the record, and begins only
 * when no sign was up; the deletions that are on the list when the sign is up are done before the last copies. In the
 * same way a successor is marked as deleted before the record is read, and read here after the sign was put up.
 */
final class Replacement {
    private static final Logger LOG = Logger.getLogger(Replacement.class);

    private final CollectionRecords records;
    private final WorkList work;
    private final Housekeeping housekeeping;
    private final CollectionRemoval removal;

    Replacement(CollectionRecords records, WorkList work, Housekeeping housekeeping, CollectionRemoval removal) {
        this.records = records;
        this.work = work;
        this.housekeeping = housekeeping;
        this.removal = removal;
    }

    boolean run(CollectionId id, Runnable lastCopies) {
        Optional<CollectionRecord> collection = records.get(id);
        if (collection.isEmpty() || records.get(id.asSuccessor()).isEmpty()) {
            return false;
        }
        if (collection.get().sign().isUp()) {
            throw notNow(id);
        }
        List<Work> done;
        try (RaisedSign sign = new RaisedSign(records, id)) {
            finishDeletions(collection.get());
            lastCopies.run();
            done = putInPlace(id, sign);
        }
        tidy(id, done);
        return true;
    }

    private void finishDeletions(CollectionRecord collection) {
        work.of(collection.id()).stream()
                .filter(item -> item.kind() == Work.Kind.DELETE)
                .forEach(item -> housekeeping.finishDeletion(collection, item.document(), List.of(item.generation())));
    }

    /** Returns the work items that are of no more use. */
    private List<Work> putInPlace(CollectionId id, RaisedSign sign) {
        List<Work> items = work.ofBoth(id);
        List<Work> handedOver = items.stream()
                .filter(item -> item.document().collection().successor())
                .map(Work::asItself)
                .toList();
        Set<UUID> kept = handedOver.stream().map(Work::objectId).collect(Collectors.toSet());
        work.begin(handedOver);
        sign.stopRenewing();
        CollectionRecord collection = records.require(id);
        SuccessorRecord successor = records.successor(id)
                .filter(found -> records.get(id.asSuccessor()).isPresent())
                .map(found -> found.replacing(collection))
                .orElseThrow(() -> notNow(id));
        records.noteReplaced(successor);
        if (!sign.isUpIn(collection)) {
            throw notNow(id);
        }
        // Whatever is heard of the next write, it may be done.
        sign.leave();
        if (!records.putInPlace(successor.record())) {
            throw notNow(id);
        }
        return items.stream().filter(item -> !kept.contains(item.objectId())).toList();
    }

    private void tidy(CollectionId id, List<Work> done) {
        try {
            work.end(done);
            removal.tidySuccessor(id);
        } catch (QuernException failure) {
            LOG.infof("what the collection %s was before is removed by a later sweep: %s", id.name(), failure.text());
        }
    }

    private static QuernException notNow(CollectionId id) {
        return WeaviateErrors.unavailable(
                "The collection `%s` cannot be replaced just now. Try again.".formatted(id.name()));
    }
}
