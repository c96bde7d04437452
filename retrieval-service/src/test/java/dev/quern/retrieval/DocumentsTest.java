package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DocumentsTest {
    private final MemoryStore store = new MemoryStore();
    private final CollectionId collection = StoredDocuments.newCollection();
    private final Call call = TestCalls.of(collection.tenant());
    private final Documents documents = new Documents(store);

    @BeforeEach
    void fill() {
        store.createCollection(collection, StoredDocuments.SETTINGS);
        StoredDocuments.store(store, collection, "mill", "one", "two", "three");
        StoredDocuments.store(store, collection, "river", "four");
        StoredDocuments.store(store, collection, "sea", "five");
    }

    @Test
    void deletesWhatAFilterSelectsAndNothingElse() {
        Documents.Deleted deleted = documents.delete(call, collection, named("mill", "sea", "never-there"));

        assertThat(deleted.count()).isEqualTo(2);
        assertThat(deleted.more()).isFalse();
        assertThat(deleted.version())
                .isEqualTo(store.state(collection).orElseThrow().version());
        assertThat(StoredDocuments.texts(store, collection)).containsExactly("four");
    }

    @Test
    void leavesWhatIsUploadedAnewMeanwhile() {
        // Deleted before the river, which was accepted earlier.
        store.beforeDelete = () -> {
            store.beforeDelete = () -> {};
            store.accept(StoredDocuments.pending(collection, "river", 0), DocumentText.of("new"));
        };

        Documents.Deleted deleted = documents.delete(call, collection, named("sea", "river"));

        assertThat(deleted.count()).isEqualTo(1);
        assertThat(documents.text(new DocumentId(collection, "river")).whole()).isEqualTo("new");
        assertThat(StoredDocuments.texts(store, collection)).containsExactlyInAnyOrder("one", "two", "three", "four");
    }

    @Test
    void deletesNothingWhereNothingFits() {
        String version = store.state(collection).orElseThrow().version();

        assertThat(documents.delete(call, collection, named("never-there")))
                .isEqualTo(new Documents.Deleted(0, version, false));
    }

    @Test
    void saysThatThereIsMoreWhenTheTimeIsUp() {
        Deadline deadline = Deadline.after(Duration.ofMillis(400));
        // The first one takes nearly all of it.
        store.beforeDelete = () -> {
            while (deadline.remaining().toMillis() > 10) {
                Thread.onSpinWait();
            }
        };
        Call slow = new Call(call.credential(), deadline, call.traceId());

        Documents.Deleted deleted = documents.delete(slow, collection, named("mill", "river"));

        assertThat(deleted.count()).isEqualTo(1);
        assertThat(deleted.more()).isTrue();
        assertThat(documents.delete(call, collection, named("mill", "river")).count())
                .isEqualTo(1);
        assertThat(StoredDocuments.texts(store, collection)).containsExactly("five");
    }

    @Test
    void givesChunksInOrder() {
        DocumentId mill = new DocumentId(collection, "mill");

        assertThat(documents.chunks(mill, 0, 2)).extracting(Chunk::text).containsExactly("one", "two");
        assertThat(documents.chunks(mill, 2, 2)).extracting(Chunk::text).containsExactly("three");
        assertThat(documents.chunks(mill, 3, 2)).isEmpty();
    }

    @Test
    void givesTheChunksThatAreSearchableWhileANewTextWaits() {
        store.accept(StoredDocuments.pending(collection, "river", 0), DocumentText.of("new"));
        Document fresh = StoredDocuments.pending(collection, "fresh", 0);
        store.accept(fresh, DocumentText.of("new"));

        assertThat(documents.chunks(new DocumentId(collection, "river"), 0, 10))
                .extracting(Chunk::text)
                .containsExactly("four");
        assertThat(documents.chunks(fresh.id(), 0, 10)).isEmpty();
        assertThat(documents.text(new DocumentId(collection, "river")).whole()).isEqualTo("new");
    }

    @Test
    void listsTheStatesThatAreWanted() {
        store.accept(StoredDocuments.pending(collection, "fresh", 0), DocumentText.of("new"));

        Page<Document> waiting =
                documents.list(collection, Optional.empty(), Set.of(DocumentState.PENDING), 10, Optional.empty());

        assertThat(waiting.items()).extracting(document -> document.id().name()).containsExactly("fresh");
    }

    @Test
    void saysWhatIsNotThere() {
        DocumentId none = new DocumentId(collection, "none");
        DocumentId nowhere = new DocumentId(new CollectionId(collection.tenant(), "none"), "mill");

        assertNotFound("document_id", () -> documents.text(none));
        assertNotFound("document_id", () -> documents.chunks(none, 0, 1));
        assertNotFound("collection", () -> documents.text(nowhere));
        assertNotFound("collection", () -> documents.delete(call, nowhere.collection(), named("mill")));
    }

    private static Filter named(String... names) {
        return new Filter.In(
                Field.DOCUMENT_ID,
                List.of(names).stream().<Value>map(Value.Text::new).toList());
    }

    private static void assertNotFound(String field, Runnable action) {
        QuernException failure = catchThrowableOfType(QuernException.class, action::run);
        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure.field()).contains(field);
    }
}
