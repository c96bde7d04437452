package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.SETTINGS;
import static dev.quern.retrieval.StoredDocuments.chunk;
import static dev.quern.retrieval.StoredDocuments.newCollection;
import static dev.quern.retrieval.StoredDocuments.pending;
import static dev.quern.retrieval.StoredDocuments.store;
import static dev.quern.retrieval.StoredDocuments.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentStoreContract;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.TestConfig;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneDocumentStoreTest extends DocumentStoreContract {
    @TempDir
    Path state;

    @Override
    protected DocumentStore open() {
        return new LuceneDocumentStore(
                state, TestConfig.with("lucene.open-collections", "2").lucene());
    }

    @Test
    void servesMoreCollectionsThanItKeepsOpen() {
        List<CollectionId> collections = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            CollectionId id = newCollection();
            store.createCollection(id, SETTINGS);
            store(store, id, "one", "text " + i);
            collections.add(id);
        }

        for (int i = 0; i < 6; i++) {
            assertThat(texts(store, collections.get(i))).containsExactly("text " + i);
        }
    }

    @Test
    void refusesAFolderThatIsInUse() {
        assertThatThrownBy(this::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in use by another process");
    }

    @Test
    void staysWholeWhenACallerIsInterrupted() throws InterruptedException {
        store.createCollection(collection, SETTINGS);
        Thread caller = Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> store(store, collection, "one", "text")).isInstanceOf(QuernException.class);
        });
        caller.join();

        store(store, collection, "two", "text");

        assertThat(texts(store, collection)).contains("text");
    }

    @Test
    void listsWhatIsUnfinishedElsewhereWhenACollectionIsBroken() throws IOException {
        CollectionId broken = newCollection();
        store.createCollection(collection, SETTINGS);
        store.createCollection(broken, SETTINGS);
        Document document = pending(collection, "one", 0);
        store.accept(document, DocumentText.of("text"));
        store.accept(pending(broken, "one", 0), DocumentText.of("text"));
        store.close();
        overwriteCommits(broken);
        store = open();

        assertThat(store.unfinished()).containsExactly(document.id());

        store.update(document.failed("broken"));
        overwriteCommits(collection);
        store.close();
        store = open();
        assertThatThrownBy(store::unfinished)
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
    }

    private void overwriteCommits(CollectionId id) throws IOException {
        Path folder = state.resolve("lucene/collections").resolve(StateFolder.nameOf(id));
        try (DirectoryStream<Path> commits = Files.newDirectoryStream(folder, "segments_*")) {
            for (Path commit : commits) {
                Files.writeString(commit, "broken");
            }
        }
    }

    @Test
    void tellsAChangeThatCanNeverBeMadeFromAStoreThatIsAway() {
        store.createCollection(collection, SETTINGS);
        Document document = pending(collection, "one", 1);
        store.accept(document, DocumentText.of("text"));
        List<EmbeddedChunk> chunks = List.of(chunk(document, 0, "text", Float.NaN, 0, 0));

        assertThatThrownBy(() -> store.addChunks(document, chunks)).isInstanceOf(IllegalArgumentException.class);

        store(store, collection, "two", "text");
        assertThat(texts(store, collection)).containsExactly("text");
    }

    @Test
    void publishesNothingWhoseChunksWereLost() {
        store.createCollection(collection, SETTINGS);
        Document document = pending(collection, "one", 2);
        store.accept(document, DocumentText.of("red green"));
        store.addChunks(document, List.of(chunk(document, 0, "red", 1, 0, 0)));
        store.update(document.indexing(1, 2));
        Document other = pending(collection, "other", 1);
        store.accept(other, DocumentText.of("text"));
        store.addChunks(document, List.of(chunk(document, 1, "green", 1, 0, 0)));
        // A write that fails half way takes everything with it that was not committed.
        List<EmbeddedChunk> impossible = List.of(chunk(other, 0, "text", Float.NaN, 0, 0));
        assertThatThrownBy(() -> store.addChunks(other, impossible)).isInstanceOf(IllegalArgumentException.class);

        assertThatThrownBy(() -> store.publish(document.ready(2)))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));

        assertThat(texts(store, collection)).isEmpty();
        store.addChunks(document, List.of(chunk(document, 1, "green", 1, 0, 0)));
        store.publish(document.ready(2));
        assertThat(texts(store, collection)).containsExactlyInAnyOrder("red", "green");
    }

    @Test
    void givesAnErrorWithTheStoresNameAfterItWasClosed() {
        store.createCollection(collection, SETTINGS);
        store.close();

        assertThatThrownBy(() -> store.collection(collection))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.service()).contains("lucene"));
    }
}
