package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Removes what a change has made superfluous. Every method may be repeated, by any process, so work that a dead process
 * left is brought to its end by the next {@link #sweep}.
 */
final class Housekeeping {
    /** A text that is still without its record after this time will never get one: whoever brought it is gone. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private static final Logger LOG = Logger.getLogger(Housekeeping.class);

    private final WeaviateConnection connection;
    private final CollectionRecords collections;
    private final WorkList work;

    Housekeeping(WeaviateConnection connection, CollectionRecords collections, WorkList work) {
        this.connection = connection;
        this.collections = collections;
        this.work = work;
    }

    /** After the record has become READY. */
    void finishPublication(CollectionRecord collection, Document document, Generations there) {
        discard(collection, document.id(), there.namesBefore(document.generation()));
        // Last, so that what was counted at this version holds no generation that is to go.
        collections.renewVersion(collection.id());
        work.end(document.id(), Work.Kind.INDEX, List.of(document.generation()));
    }

    /** After the record has become FAILED: it stays, to say why. */
    void finishFailure(CollectionRecord collection, Document document) {
        List<String> generation = List.of(document.generation());
        new ChunkIndex(connection, collection).remove(document.id(), generation);
        work.end(document.id(), Work.Kind.INDEX, generation);
    }

    /**
     * After the deletion has been put on the work list.
     *
     * @return the collection's new version
     */
    String finishDeletion(CollectionRecord collection, DocumentId document, List<String> generations) {
        new DocumentRecords(connection, collection).remove(document, generations);
        String version = collections.renewVersion(collection.id());
        discard(collection, document, generations);
        work.end(document, Work.Kind.DELETE, generations);
        return version;
    }

    /** After the collection has been marked as deleted. */
    void finishDeletion(CollectionRecord collection) {
        collections.bury(collection);
        removeTenant(collection);
        collections.removeDeleted(collection);
    }

    /** Removes everything that is in the collection. */
    void removeTenant(CollectionRecord collection) {
        String tenant = collection.weaviateTenant();
        connection.callRest(client -> {
            client.collections
                    .use(new ChunkClass(collection.settings()).name())
                    .tenants
                    .delete(tenant);
            client.collections.use(Schema.DOCUMENTS).tenants.delete(tenant);
            return tenant;
        });
    }

    /** Removes all that belongs to generations which no search shows. */
    void discard(CollectionRecord collection, DocumentId document, List<String> generations) {
        if (generations.isEmpty()) {
            return;
        }
        new DocumentRecords(connection, collection).remove(document, generations);
        new ChunkIndex(connection, collection).remove(document, generations);
        work.end(document, Work.Kind.INDEX, generations);
    }

    /**
     * Finishes what others have left half done. What fails is left for the next sweep.
     *
     * @return the documents that are still to be indexed, oldest first
     */
    List<DocumentId> sweep() {
        Map<CollectionId, List<Work>> all = work.all().stream()
                .collect(Collectors.groupingBy(item -> item.document().collection()));
        List<Work> toIndex = new ArrayList<>();
        Attempts attempts = new Attempts();
        all.forEach((id, items) -> attempts.run(
                id,
                () -> collections
                        .get(id)
                        .ifPresentOrElse(
                                collection -> sweep(collection, items, toIndex, attempts),
                                // Work is begun in a collection that is there, so this one is gone.
                                () -> work.end(items))));
        for (CollectionRecord deleted : collections.deleted()) {
            attempts.run(deleted.id(), () -> finishDeletion(deleted));
        }
        attempts.throwIfNoneSucceeded();
        return toIndex.stream()
                .sorted(Comparator.comparing(Work::generation))
                .map(Work::document)
                .distinct()
                .toList();
    }

    private void sweep(CollectionRecord collection, List<Work> items, List<Work> toIndex, Attempts attempts) {
        Map<String, Generations> documents = new DocumentRecords(connection, collection)
                .generations(items.stream().map(item -> item.document().name()).collect(Collectors.toSet()));
        for (Work item : items) {
            Generations there = documents.getOrDefault(item.document().name(), Generations.NONE);
            attempts.run(collection.id(), () -> {
                switch (item.kind()) {
                    case DELETE -> finishDeletion(collection, item.document(), List.of(item.generation()));
                    case INDEX -> {
                        if (isToIndex(collection, item, there)) {
                            toIndex.add(item);
                        }
                    }
                }
                attempts.succeeded = true;
            });
        }
    }

    private boolean isToIndex(CollectionRecord collection, Work item, Generations there) {
        Optional<Document> found = there.find(item.generation());
        if (found.isEmpty()) {
            if (item.since().plus(ABANDONED).isBefore(Instant.now())) {
                discard(collection, item.document(), List.of(item.generation()));
            }
            return false;
        }
        Document document = found.get();
        return switch (document.state()) {
            case PENDING, INDEXING -> {
                boolean latest = there.isLatest(item.generation());
                if (!latest) {
                    discard(collection, item.document(), List.of(item.generation()));
                }
                yield latest;
            }
            case READY -> {
                finishPublication(collection, document, there);
                yield false;
            }
            case FAILED -> {
                finishFailure(collection, document);
                yield false;
            }
        };
    }

    /** Goes on after a failure: what is wrong with one document is no reason to let all others wait. */
    private static final class Attempts {
        private boolean succeeded;
        private @Nullable RuntimeException failure;

        void run(CollectionId collection, Runnable step) {
            try {
                step.run();
            } catch (RuntimeException failed) {
                if (Thread.currentThread().isInterrupted()) {
                    throw failed;
                }
                LOG.errorf(
                        failed,
                        "unfinished work in the collection %s of tenant %s cannot be done now",
                        collection.name(),
                        collection.tenant());
                failure = failed;
            }
        }

        void throwIfNoneSucceeded() {
            if (failure != null && !succeeded) {
                throw failure;
            }
        }
    }
}
