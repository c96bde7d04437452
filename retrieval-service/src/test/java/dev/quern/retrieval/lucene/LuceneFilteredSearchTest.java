package dev.quern.retrieval.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Collection;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.FilteredSearchContract;
import dev.quern.retrieval.StoredDocuments;
import dev.quern.retrieval.TestConfig;
import dev.quern.retrieval.Value;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneFilteredSearchTest extends FilteredSearchContract {
    @TempDir
    Path state;

    @Override
    protected DocumentStore open() {
        return new LuceneDocumentStore(
                state, TestConfig.with("lucene.open-collections", "2").lucene());
    }

    @Test
    void takesTheTimeOfAcceptanceForTheTimeOfTheUpdate() {
        Instant accepted = Instant.parse("2026-02-14T12:00:00.500Z");
        Document document = pendingAt(accepted);
        Filter since =
                new Filter.Range(Field.UPDATED_AT, Filter.Comparison.GREATER, new Value.Time(accepted.plusMillis(1)));
        Filter then = new Filter.In(Field.UPDATED_AT, List.of(new Value.Time(accepted)));
        store.accept(document, DocumentText.of("text"));
        store.update(document.indexing(0, 2));
        store.addChunks(document, List.of(StoredDocuments.chunk(document, 0, "red", 1, 0, 0)));
        store.update(document.indexing(1, 2));
        store.addChunks(document, List.of(StoredDocuments.chunk(document, 1, "green", 1, 0, 0)));
        store.publish(document.ready(2));

        assertThat(store.document(document.id()).orElseThrow().updatedAt()).isAfter(accepted);
        assertThat(store.count(collection, since)).isZero();
        assertThat(store.count(collection, then)).isEqualTo(2);
        assertThat(store.documents(collection, Optional.of(then), Set.of(), 10, Optional.empty())
                        .items())
                .hasSize(1);
    }

    @Test
    void tellsTheSizeOfACollection() {
        long empty = store.collection(collection).orElseThrow().bytes();

        StoredDocuments.store(store, collection, "one", "red ".repeat(10_000));

        Collection filled = store.collection(collection).orElseThrow();
        assertThat(filled.bytes()).isGreaterThan(empty);
        assertThat(filled.remarks()).isEmpty();
        assertThat(store.collections(collection.tenant(), 10, Optional.empty()).items())
                .singleElement()
                .satisfies(listed -> assertThat(listed.bytes()).isGreaterThan(empty));
    }

    private Document pendingAt(Instant time) {
        Document now = StoredDocuments.pending(collection, "one", 2);
        return new Document(
                now.id(),
                now.header(),
                now.state(),
                now.reason(),
                now.generation(),
                now.contentHash(),
                now.chunksDone(),
                now.chunksTotal(),
                now.characters(),
                time,
                time);
    }
}
