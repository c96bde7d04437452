package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.SETTINGS;
import static dev.quern.retrieval.StoredDocuments.pending;
import static dev.quern.retrieval.StoredDocuments.store;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.TestConfig;
import java.nio.file.Path;

/** Has a collection replaced by successors until it is killed or nobody listens, and says what it does. */
final class CrashingReplacer {
    static final CollectionId COLLECTION = new CollectionId("acme", "notes");

    private CrashingReplacer() {}

    @SuppressWarnings("SystemOut") // how the test hears of it
    public static void main(String[] arguments) {
        DocumentStore store =
                new LuceneDocumentStore(Path.of(arguments[0]), TestConfig.with().lucene());
        store.createCollection(COLLECTION, SETTINGS);
        CollectionId successor = COLLECTION.asSuccessor();
        for (long round = Long.parseLong(arguments[1]); !System.out.checkError(); round++) {
            store.createCollection(successor, SETTINGS);
            store(store, successor, "one", round + " a", round + " b");
            store.accept(pending(successor, "waiting", 0), DocumentText.of("round " + round));
            System.out.println("replacing " + round);
            store.replace(COLLECTION, () -> {});
            System.out.println("replaced " + round);
        }
    }
}
