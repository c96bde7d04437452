package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import java.time.Duration;
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

    /** After this time a process that was about to publish an edition has done so. */
    private static final Duration SETTLED = Duration.ofMinutes(10);

    private static final Logger LOG = Logger.getLogger(Housekeeping.class);

    private final WeaviateConnection connection;
    private final CollectionRecords collections;
    private final WorkList work;
    private final CollectionRemoval removal;
    private final OwnChunks own;

    Housekeeping(
            WeaviateConnection connection,
            CollectionRecords collections,
            WorkList work,
            CollectionRemoval removal,
            OwnChunks own) {
        this.connection = connection;
        this.collections = collections;
        this.work = work;
        this.removal = removal;
        this.own = own;
    }

    /**
     * After the record has become READY.
     *
     * @param edition the one that searches show, as far as is known
     */
    void finishPublication(CollectionRecord collection, Document document, Edition edition, Generations there) {
        discard(collection, document.id(), there.namesBefore(document.generation()));
        tidyLater(collection, document, edition);
        // Last, so that what was counted at this version holds no generation that is to go.
        collections.renewVersion(collection);
        work.end(document.id(), Work.Kind.INDEX, List.of(document.generation()));
    }

    /**
     * After the record has become FAILED: it stays, to say why.
     *
     * @param edition of the process that gave it up
     */
    void finishFailure(CollectionRecord collection, Document document, Edition edition) {
        new ChunkIndex(connection, collection).remove(edition);
        tidyLater(collection, document, edition);
        work.end(document.id(), Work.Kind.INDEX, List.of(document.generation()));
    }

    /** Another process may be writing another edition, and be about to publish it, so that stays for a while. */
    void tidyLater(CollectionRecord collection, Document document, Edition edition) {
        if (new ChunkIndex(connection, collection).hasOthers(Upload.of(document), edition)) {
            work.begin(document.id(), Work.Kind.TIDY, List.of(document.generation()));
        }
    }

    private void tidy(CollectionRecord collection, Work item, Generations there) {
        if (!item.isOlderThan(SETTLED)) {
            return;
        }
        List<String> generation = List.of(item.generation());
        ChunkIndex chunks = new ChunkIndex(connection, collection);
        boolean unfinished =
                there.find(item.generation()).filter(Document::isUnfinished).isPresent();
        Optional<Edition> shown =
                new DocumentRecords(connection, collection).published(item.document(), item.generation());
        if (shown.isPresent()) {
            chunks.removeOthers(new Upload(item.document().name(), item.generation()), shown.get());
        } else if (!unfinished) {
            chunks.remove(item.document(), generation);
        }
        work.end(item.document(), Work.Kind.TIDY, generation);
    }

    /**
     * After the deletion has been put on the work list.
     *
     * @return the collection's new version
     */
    String finishDeletion(CollectionRecord collection, DocumentId document, List<String> generations) {
        new DocumentRecords(connection, collection).remove(document, generations);
        String version = collections.renewVersion(collection);
        discard(collection, document, generations);
        work.end(document, Work.Kind.DELETE, generations);
        return version;
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
                                () -> endOrHandOver(id, items))));
        for (CollectionRecord deleted : collections.deleted()) {
            attempts.run(deleted.id(), () -> removal.finishDeletion(deleted));
        }
        for (SuccessorRecord successor : collections.successors()) {
            CollectionId id = successor.record().id().asItself();
            attempts.run(id, () -> removal.tidySuccessor(id));
        }
        attempts.throwIfNoneSucceeded();
        return toIndex.stream()
                .sorted(Comparator.comparing(Work::generation))
                .map(Work::document)
                .distinct()
                .toList();
    }

    /**
     * Work is begun in a collection that is there, so this one is gone. A successor may have become the collection: what
     * is not known there is forgotten in time.
     */
    private void endOrHandOver(CollectionId id, List<Work> items) {
        if (id.successor() && collections.get(id.asItself()).isPresent()) {
            work.begin(items.stream().map(Work::asItself).toList());
        }
        work.end(items);
    }

    private void sweep(CollectionRecord collection, List<Work> items, List<Work> toIndex, Attempts attempts) {
        Map<String, Generations> documents = new DocumentRecords(connection, collection)
                .generations(items.stream().map(item -> item.document().name()).collect(Collectors.toSet()));
        for (Work item : items) {
            Generations there = documents.getOrDefault(item.document().name(), Generations.NONE);
            attempts.run(collection.id(), () -> {
                switch (item.kind()) {
                    case DELETE -> finishDeletion(collection, item.document(), List.of(item.generation()));
                    case TIDY -> tidy(collection, item, there);
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
            if (item.isOlderThan(ABANDONED)) {
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
                new DocumentRecords(connection, collection)
                        .published(document.id(), document.generation())
                        .ifPresent(edition -> finishPublication(collection, document, edition, there));
                yield false;
            }
            case FAILED -> {
                finishFailure(collection, document, own.edition(Upload.of(document)));
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
