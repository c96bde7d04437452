package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.chunk;
import static dev.quern.retrieval.StoredDocuments.newCollection;
import static dev.quern.retrieval.StoredDocuments.pending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentState;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.FakeEmbeddings;
import dev.quern.retrieval.TestConfig;
import dev.quern.retrieval.TestIndexing;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes that fail while a document is indexed: what was added and not committed is gone with them. */
class LostChunksTest {
    private final CollectionId collection = newCollection();

    @TempDir
    Path state;

    private LuceneDocumentStore store;
    private Document other;
    private TestIndexing indexing;

    @BeforeEach
    void open() {
        store = new LuceneDocumentStore(state, TestConfig.with().lucene());
        store.createCollection(collection, TestIndexing.SETTINGS);
        indexing = new TestIndexing(store);
        other = pending(collection, "other", 1);
        store.accept(other, DocumentText.of("text"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void areAddedAgainWhenTheyWereLostBeforeThePublication() {
        Document document = TestIndexing.accept(store, collection, "mill", 3);
        // Once before the only batch, once before the publication.
        failAWriteAtLook(2);

        assertUnavailable(document);
        indexing.index(document.id());

        assertWhole(document, 3);
    }

    @Test
    void areAddedAgainWhenTheyWereLostInTheMiddleOfADocument() {
        Document document = TestIndexing.accept(store, collection, "mill", 30);
        failAWriteAtLook(4);

        assertUnavailable(document);
        assertThat(store.document(document.id()).orElseThrow().chunksDone()).isZero();
        indexing.index(document.id());

        assertWhole(document, 30);
    }

    @Test
    void areAddedAgainWhenSomeOfTheDocumentWasOnRecord() {
        Document document = TestIndexing.accept(store, collection, "mill", 30);
        indexing.embeddings.beforeEmbedding = failAt(3);
        assertUnavailable(document);
        assertThat(store.document(document.id()).orElseThrow().chunksDone()).isEqualTo(2 * TestIndexing.BATCH);
        indexing.embeddings.beforeEmbedding = () -> {};
        failAWriteAtLook(3);
        assertUnavailable(document);

        indexing.index(document.id());

        assertWhole(document, 30);
    }

    @Test
    void areMissedUntilTheyAreAddedAgain() {
        Document document = pending(collection, "one", 2);
        store.accept(document, DocumentText.of("red green"));
        store.addChunks(document, List.of(wide(document, 0, "red", 1)));
        failAWrite();

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> store.update(document.indexing(1, 2))).isInstanceOf(QuernException.class);
            assertThatThrownBy(() -> store.addChunks(document, List.of(wide(document, 1, "green", 1))))
                    .isInstanceOf(QuernException.class);
            assertThatThrownBy(() -> store.publish(document.ready(2))).isInstanceOf(QuernException.class);
        }
        store.update(document.indexing(0, 2));
        store.addChunks(document, List.of(wide(document, 0, "red", 1)));
        failAWrite();
        assertThatThrownBy(() -> store.publish(document.ready(2))).isInstanceOf(QuernException.class);

        store.addChunks(document, List.of(wide(document, 0, "red", 1), wide(document, 1, "green", 1)));
        store.publish(document.ready(2));

        assertThat(TestIndexing.found(store, document.id())).containsExactly("red", "green");
    }

    private void assertUnavailable(Document document) {
        QuernException failure = catchThrowableOfType(QuernException.class, () -> indexing.index(document.id()));
        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    private void assertWhole(Document document, int chunks) {
        assertThat(store.document(document.id()).orElseThrow().state()).isEqualTo(DocumentState.READY);
        assertThat(TestIndexing.found(store, document.id())).isEqualTo(TestIndexing.texts(chunks));
    }

    private void failAWriteAtLook(int number) {
        AtomicInteger looks = new AtomicInteger();
        indexing.beforeLooking = () -> {
            if (looks.incrementAndGet() == number) {
                failAWrite();
            }
        };
    }

    private static Runnable failAt(int call) {
        AtomicInteger calls = new AtomicInteger();
        return () -> {
            if (calls.incrementAndGet() == call) {
                throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "away");
            }
        };
    }

    /** It takes everything with it that was not committed. */
    private void failAWrite() {
        assertThatThrownBy(() -> store.addChunks(other, List.of(wide(other, 0, "text", Float.NaN))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static EmbeddedChunk wide(Document document, int ordinal, String text, float value) {
        float[] vector = new float[FakeEmbeddings.DIMENSIONS];
        Arrays.fill(vector, value);
        return chunk(document, ordinal, text, vector);
    }
}
