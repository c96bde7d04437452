package dev.quern.retrieval.weaviate;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.KnownFields;
import java.util.List;
import java.util.Optional;

/** Stores documents with their texts, for workers to index. */
final class Acceptance {
    private final WeaviateConnection connection;
    private final CollectionRecords collections;
    private final WorkList work;
    private final Housekeeping housekeeping;
    private final ReplacementGate gate;
    private final DocumentLocks locks;

    Acceptance(
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

    void accept(Document document, DocumentText text) {
        CollectionRecord collection = gate.pass(document.id().collection())
                .orElseThrow(() -> CollectionRecords.unknown(document.id().collection()));
        KnownFields.requireDeclared(collection.settings(), document.header());
        Generations before = locks.with(document.id(), () -> store(collection, document, text));
        if (isKept(collection, document)) {
            housekeeping.discard(collection, document.id(), before.unpublishedNames());
        }
    }

    /** Returns what was there before, or nothing when the generation was there already. */
    private Generations store(CollectionRecord collection, Document document, DocumentText text) {
        DocumentRecords documents = new DocumentRecords(connection, collection);
        Generations there = documents.generations(document.id());
        if (there.find(document.generation()).isPresent()) {
            return Generations.NONE;
        }
        if (!there.namesBefore(document.generation()).equals(there.names())) {
            throw new QuernException(
                    ErrorCode.CONFLICT,
                    "The document `%s` was uploaded twice at the same time; this upload was not kept."
                            .formatted(document.id().name()));
        }
        List<String> generation = List.of(document.generation());
        work.begin(document.id(), Work.Kind.INDEX, generation);
        try {
            documents.put(document, text);
        } catch (RuntimeException | Error failure) {
            forget(collection, document, failure);
            throw failure;
        }
        return there;
    }

    /**
     * Whether it is where it was put: a successor may have taken the collection's place, with the document or without.
     *
     * @throws QuernException when it is lost, and whoever sent it must send it again
     */
    private boolean isKept(CollectionRecord collection, Document document) {
        Optional<CollectionRecord> now = collections.get(collection.id());
        if (now.filter(found -> found.sign().isUp()).isPresent()) {
            now = awaitReplacement(collection, document);
        }
        // Of one that was deleted there is nothing left to say; a successor may be the collection by now.
        if (now.isEmpty() || now.get().isSameAs(collection)) {
            return now.isPresent();
        }
        Optional<Document> copy = new DocumentRecords(connection, now.get())
                .generations(document.id())
                .latest();
        if (copy.filter(found -> isCopy(found, document)).isEmpty()) {
            throw WeaviateErrors.unavailable(
                    "The collection `%s` was replaced by what was rebuilt while the document was stored. Send it again."
                            .formatted(collection.id().name()));
        }
        return false;
    }

    private Optional<CollectionRecord> awaitReplacement(CollectionRecord collection, Document document) {
        try {
            return gate.pass(collection.id());
        } catch (QuernException failure) {
            forget(collection, document, failure);
            throw failure;
        }
    }

    /** When this fails too, the work item sees to it. */
    private void forget(CollectionRecord collection, Document document, Throwable failure) {
        try {
            housekeeping.discard(collection, document.id(), List.of(document.generation()));
        } catch (QuernException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }

    private static boolean isCopy(Document found, Document document) {
        return found.contentHash().equals(document.contentHash())
                && found.header().equals(document.header());
    }
}
