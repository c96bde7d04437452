package dev.quern.retrieval;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Indexes in a store as a worker does, four chunks at a time. */
public final class TestIndexing {
    public static final int BATCH = 4;
    /** Each line of a document is a chunk. */
    public static final CollectionSettings SETTINGS = CollectionSettings.of("words@1", FakeEmbeddings.DIMENSIONS)
            .with(new Chunking(Chunking.Method.RECURSIVE, 20, 0));

    public final FakeEmbeddings embeddings = new FakeEmbeddings();
    /** Runs before each batch, and between the last one and the publication. */
    public volatile Runnable beforeLooking = () -> {};

    private final Indexer indexer;

    public TestIndexing(DocumentStore store) {
        Leases.Lease lease = new Leases.Lease() {
            @Override
            public boolean isHeld() {
                beforeLooking.run();
                return true;
            }

            @Override
            public void close() {}
        };
        indexer = new Indexer(
                store,
                embeddings,
                TestCalls::of,
                _ -> Optional.of(lease),
                TestConfig.with("indexing.batch", Integer.toString(BATCH)),
                new SimpleMeterRegistry());
    }

    public void index(DocumentId id) {
        indexer.index(id);
    }

    /** Accepts a document of so many chunks. */
    public static Document accept(DocumentStore store, CollectionId collection, String name, int chunks) {
        Document document = StoredDocuments.pending(collection, name, 0);
        store.accept(document, DocumentText.of(String.join("\n", texts(chunks))));
        return document;
    }

    /** What such a document's chunks say. */
    public static List<String> texts(int chunks) {
        return IntStream.range(0, chunks)
                .mapToObj("The mill %03d turns."::formatted)
                .toList();
    }

    /** What the document's passages say, in their order, and those after its end. */
    public static List<String> found(DocumentStore store, DocumentId id) {
        return store
                .passages(
                        id.collection(),
                        IntStream.range(0, 100)
                                .mapToObj(ordinal -> new Place(id.name(), ordinal))
                                .collect(Collectors.toSet()))
                .stream()
                .map(Candidate::passage)
                .sorted(Comparator.comparingInt(passage -> passage.location().ordinal()))
                .map(Passage::text)
                .toList();
    }
}
