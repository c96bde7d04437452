package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.SETTINGS;
import static dev.quern.retrieval.StoredDocuments.byVector;
import static dev.quern.retrieval.StoredDocuments.newCollection;
import static dev.quern.retrieval.StoredDocuments.pending;
import static dev.quern.retrieval.StoredDocuments.store;
import static dev.quern.retrieval.StoredDocuments.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.TestConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovedCollectionTest {
    private static final int ROUNDS = 4;

    @TempDir
    Path state;

    private final CollectionId collection = newCollection();
    private DocumentStore store;

    @BeforeEach
    void open() {
        store = new LuceneDocumentStore(state, TestConfig.with().lucene());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void isGoneOrWholeForAllWhoUseItMeanwhile() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> users = new ArrayList<>();
            for (Callable<Object> use : List.<Callable<Object>>of(
                    () -> store.search(collection, byVector(1, 0, 0)),
                    () -> store(store, collection, "one", "red", "green"),
                    () -> store(store, collection, "two", "blue"),
                    () -> store.collections(collection.tenant(), 10, Optional.empty()),
                    () -> store.collection(collection),
                    store::unfinished)) {
                users.add(executor.submit(() -> use(use, over)));
            }
            for (int round = 0; round < ROUNDS; round++) {
                store.createCollection(collection, SETTINGS);
                store(store, collection, "mine", "text " + round);
                assertThat(texts(store, collection)).contains("text " + round);
                assertThat(store.deleteCollection(collection)).isTrue();
                assertThat(store.collection(collection)).isEmpty();
            }
            over.set(true);
            for (Future<Integer> user : users) {
                assertThat(user.get()).isPositive();
            }
        }

        store.createCollection(collection, SETTINGS);
        assertThat(texts(store, collection)).isEmpty();
        assertThat(store.unfinished()).isEmpty();
    }

    /** How often it was tried: it works, or the collection is not there. */
    private static int use(Callable<Object> use, AtomicBoolean over) throws Exception {
        int tries = 0;
        while (!over.get()) {
            tries++;
            try {
                use.call();
            } catch (QuernException failure) {
                assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
            }
        }
        return tries;
    }

    @Test
    void leavesNoFiles() throws IOException {
        store.createCollection(collection, SETTINGS);
        store.accept(pending(collection, "waiting", 0), DocumentText.of("text"));

        store.deleteCollection(collection);

        assertThat(files()).containsExactly("lock");
    }

    @Test
    void isRemovedToItsEndByTheNextStart() throws IOException {
        CollectionId again = new CollectionId(collection.tenant(), "again");
        for (CollectionId id : List.of(collection, again)) {
            store.createCollection(id, SETTINGS);
            store.accept(pending(id, "waiting", 0), DocumentText.of("text"));
        }
        store.close();
        // As if the process had been killed after the one step that removes.
        moveAside(collection);
        moveAside(again);
        // And one whose files had begun to go.
        Files.writeString(Files.createDirectories(folder("removed/begun")).resolve("_0.cfs"), "the rest");
        open();

        assertThat(files()).containsExactly("lock");
        assertThat(store.collections(collection.tenant(), 10, Optional.empty()).items())
                .isEmpty();
        assertThat(store.unfinished()).isEmpty();
        assertThatThrownBy(() -> store.search(collection, byVector(1, 0, 0))).isInstanceOf(QuernException.class);
    }

    @Test
    void isNotMissedByTheOneThatWasMadeInItsPlace() throws IOException {
        store.createCollection(collection, SETTINGS);
        store.close();
        moveAside(collection);
        Path aside = folder("removed/aside");
        Path kept = state.resolve("kept");
        Files.move(aside, kept);
        open();
        store.createCollection(collection, SETTINGS);
        store.accept(pending(collection, "waiting", 0), DocumentText.of("text"));
        store.close();
        Files.move(kept, aside);
        open();

        assertThat(store.unfinished()).hasSize(1);
        assertThat(store.collections(collection.tenant(), 10, Optional.empty()).items())
                .extracting(Collection::id)
                .containsExactly(collection);
        assertThat(aside).doesNotExist();
    }

    private void moveAside(CollectionId id) throws IOException {
        Path aside = folder("removed/aside");
        Files.move(
                folder("collections/" + StateFolder.nameOf(id)),
                Files.exists(aside) ? folder("removed/aside too") : aside);
    }

    private Path folder(String name) {
        return state.resolve("lucene").resolve(name);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }
}
