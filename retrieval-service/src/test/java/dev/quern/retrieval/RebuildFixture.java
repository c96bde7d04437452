package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.Call;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A collection in memory with everything that rebuilds it. */
final class RebuildFixture {
    static final Chunking SMALL = new Chunking(Chunking.Method.RECURSIVE, 20, 0);

    private final RetrievalConfig config = TestConfig.with(
            "indexing.backoff",
            "1MS",
            "indexing.longest-backoff",
            "5MS",
            "indexing.sweep",
            "10MS",
            "indexing.workers",
            "2",
            "rebuild.poll",
            "1MS",
            "rebuild.sweep",
            "10MS",
            "rebuild.ahead",
            "4",
            "rebuild.last-copies",
            "2");

    final MemoryStore store = new MemoryStore();
    final FakeEmbeddings embeddings = new FakeEmbeddings();
    final CollectionId collection = StoredDocuments.newCollection();
    final Call call = TestCalls.of(collection.tenant());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Indexer indexer = new Indexer(store, embeddings, TestCalls::of, Leases.NONE, config, meters);
    final IngestionWorkers workers = new IngestionWorkers(store, indexer, config.indexing(), meters);

    RebuildFixture() {
        embeddings.otherModels = List.of("other@1");
        store.createCollection(
                collection,
                CollectionSettings.of("words@1", FakeEmbeddings.DIMENSIONS).with(SMALL));
    }

    /** As another process would have them. */
    Rebuilds newRebuilds(Leases leases) {
        return newRebuilds(leases, store);
    }

    Rebuilds newRebuilds(Leases leases, DocumentStore from) {
        return new Rebuilds(
                from,
                embeddings,
                new SuccessorIndexing(embeddings, TestCalls::of, workers, indexer),
                leases,
                config.rebuild());
    }

    static RebuildChoice model(String name) {
        return new RebuildChoice(name, Optional.empty(), Optional.empty(), ChunkingChoice.NONE);
    }

    static RebuildChoice size(int size) {
        return new RebuildChoice(
                "",
                Optional.empty(),
                Optional.empty(),
                new ChunkingChoice(Optional.empty(), OptionalInt.of(size), OptionalInt.empty()));
    }

    DocumentId id(String name) {
        return new DocumentId(collection, name);
    }

    /** Another collection of the same tenant, with a document. */
    CollectionId add(String name) {
        CollectionId other = new CollectionId(collection.tenant(), name);
        store.createCollection(other, settings());
        Document document = StoredDocuments.pending(other, "mill", 0);
        store.accept(document, DocumentText.of("A mill."));
        indexer.index(document.id());
        return other;
    }

    Document accept(String name, String text) {
        Document document = StoredDocuments.pending(collection, name, 0);
        store.accept(document, DocumentText.of(text));
        return document;
    }

    void index(String name, String text) {
        indexer.index(accept(name, text).id());
    }

    List<String> names() {
        return store.documents(collection, Optional.empty(), Set.of(), 1000, Optional.empty()).items().stream()
                .map(document -> document.id().name())
                .toList();
    }

    CollectionSettings settings() {
        return store.state(collection).orElseThrow().settings();
    }

    boolean isRebuilding() {
        return store.state(collection.asSuccessor()).isPresent();
    }

    static void await(BooleanSupplier condition) {
        long bound = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).describedAs("waited too long").isLessThan(bound);
            Thread.onSpinWait();
        }
    }
}
