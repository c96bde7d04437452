package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.SETTINGS;
import static dev.quern.retrieval.StoredDocuments.pending;
import static dev.quern.retrieval.StoredDocuments.store;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.TestConfig;
import java.nio.file.Path;

/** Makes collections, fills them and removes them until it is killed or nobody listens, and says what it does. */
final class CrashingRemover {
    private CrashingRemover() {}

    static CollectionId collection(long round) {
        return new CollectionId("acme", "round-" + round % 2);
    }

    @SuppressWarnings("SystemOut") // how the test hears of it
    public static void main(String[] arguments) {
        DocumentStore store =
                new LuceneDocumentStore(Path.of(arguments[0]), TestConfig.with().lucene());
        for (long round = Long.parseLong(arguments[1]); !System.out.checkError(); round++) {
            CollectionId id = collection(round);
            System.out.println("making " + round);
            store.createCollection(id, SETTINGS);
            store(store, id, "one", round + " a", round + " b");
            store.accept(pending(id, "waiting", 0), DocumentText.of("round " + round));
            System.out.println("made " + round);
            store.deleteCollection(id);
            System.out.println("removed " + round);
        }
    }
}
