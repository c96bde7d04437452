package dev.quern.retrieval;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a successor lacks to be like its collection.
 *
 * @param changed documents of the collection that the successor has otherwise or not at all, oldest first
 * @param gone documents of the successor that the collection has no more
 */
record Differences(List<DocumentId> changed, List<DocumentId> gone) {

    /**
     * Reads both lists side by side: they are in the order of acceptance, which is that of the uploads, and a copy
     * is of the same upload as its original. A document that changes meanwhile may be missed, or named without need.
     */
    static Differences between(DocumentStore store, CollectionId collection) {
        Set<DocumentId> changed = new LinkedHashSet<>();
        List<DocumentId> gone = new ArrayList<>();
        DocumentListing originals = DocumentListing.ofAll(store, collection);
        DocumentListing copies = DocumentListing.ofAll(store, collection.asSuccessor());
        while (true) {
            Document original = originals.peek();
            Document copy = copies.peek();
            if (original == null && copy == null) {
                return new Differences(List.copyOf(changed).reversed(), gone);
            }
            int order =
                    original == null ? -1 : copy == null ? 1 : original.upload().compareTo(copy.upload());
            if (order >= 0) {
                Document next = originals.next();
                if (order > 0) {
                    changed.add(next.id());
                }
            }
            if (order <= 0) {
                Document next = copies.next();
                if (order < 0) {
                    DocumentId id = new DocumentId(collection, next.id().name());
                    Optional<Document> now = store.document(id);
                    if (now.isEmpty()) {
                        gone.add(next.id());
                    } else if (!now.get().upload().equals(next.upload())) {
                        changed.add(id);
                    }
                }
            }
        }
    }
}
