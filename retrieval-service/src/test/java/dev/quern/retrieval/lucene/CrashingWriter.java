package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.SETTINGS;
import static dev.quern.retrieval.StoredDocuments.chunk;
import static dev.quern.retrieval.StoredDocuments.pending;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.TestConfig;
import java.nio.file.Path;
import java.util.List;

/** Writes until it is killed or nobody listens, and says what was acknowledged. */
final class CrashingWriter {
    static final CollectionId COLLECTION = new CollectionId("acme", "notes");

    private CrashingWriter() {}

    @SuppressWarnings("SystemOut") // how the test hears of it
    public static void main(String[] arguments) {
        DocumentStore store =
                new LuceneDocumentStore(Path.of(arguments[0]), TestConfig.with().lucene());
        store.createCollection(COLLECTION, SETTINGS);
        for (long round = Long.parseLong(arguments[1]); !System.out.checkError(); round++) {
            Document document = pending(COLLECTION, "document-" + round % 3, 2);
            store.accept(document, DocumentText.of("round " + round));
            System.out.println("accepted " + round);
            store.addChunks(document, List.of(chunk(document, 0, round + " a", 1, 0, 0)));
            store.addChunks(document, List.of(chunk(document, 1, round + " b", 1, 0, 0)));
            store.publish(document.ready(2));
            System.out.println("published " + round);
        }
    }
}
