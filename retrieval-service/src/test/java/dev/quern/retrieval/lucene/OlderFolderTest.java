package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.SETTINGS;
import static dev.quern.retrieval.StoredDocuments.newCollection;
import static dev.quern.retrieval.StoredDocuments.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Chunking;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentState;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.Page;
import dev.quern.retrieval.TestConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder as it was written before states were indexed, texts had generations and collections a chunking. */
class OlderFolderTest {
    private static final Set<DocumentState> FAILED = Set.of(DocumentState.FAILED);

    @TempDir
    Path state;

    private final CollectionId collection = newCollection();
    private DocumentStore store;

    @BeforeEach
    void writeAndOpen() throws IOException {
        try (DocumentStore before = open()) {
            before.createCollection(collection, SETTINGS);
        }
        IndexSettings settings = new IndexSettings(TestConfig.with().lucene());
        Path folder = state.resolve("lucene/collections").resolve(StateFolder.nameOf(collection));
        CollectionHeader header = new CollectionHeader(CollectionIndex.describe(folder));
        try (Directory directory = FSDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, settings.newWriterConfig(header))) {
            for (int i = 0; i < 6; i++) {
                Document document = pending(collection, "old-" + i, 0);
                write(writer, i % 2 == 0 ? document.failed("broken") : document.ready(0));
            }
            Map<String, String> data = new HashMap<>(header.toUserData());
            data.keySet()
                    .removeAll(List.of("chunkingMethod", "chunkingSize", "chunkingOverlap", "successor", "arriving"));
            writer.setLiveCommitData(data.entrySet());
            writer.commit();
        }
        store = open();
    }

    private static void write(IndexWriter writer, Document document) throws IOException {
        org.apache.lucene.document.Document record =
                StoredRecord.first(document, 1).toFields();
        record.removeFields("textParts");
        record.removeFields(Fields.STATE);
        writer.addDocument(record);
        for (int number = 1; number >= 0; number--) {
            org.apache.lucene.document.Document part = new org.apache.lucene.document.Document();
            part.add(new StringField(Fields.OLD_TEXT_OF, document.id().name(), Store.NO));
            part.add(new StoredField(Fields.OLD_PART, number));
            part.add(new StoredField(Fields.PART_TEXT, "part " + number + "\n"));
            writer.addDocument(part);
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void keepsTextsAndTheUsualChunking() {
        assertThat(text("old-1")).contains("part 0\npart 1\n");
        assertThat(store.state(collection).orElseThrow().settings().chunking()).isEqualTo(Chunking.USUAL);
        assertThat(store.rebuilding()).isEmpty();
    }

    @Test
    void listsByState() {
        Document failed = pending(collection, "new", 0);
        store.accept(failed, DocumentText.of("text"));
        store.update(failed.failed("broken"));

        assertThat(names(FAILED, 2)).containsExactly("new", "old-4", "old-2", "old-0");
        assertThat(names(FAILED, 1)).containsExactly("new", "old-4", "old-2", "old-0");
        assertThat(names(Set.of(DocumentState.READY), 3)).containsExactly("old-5", "old-3", "old-1");
        assertThat(names(Set.of(DocumentState.PENDING), 1)).isEmpty();
    }

    @Test
    void putsNewTextsInThePlaceOfOldOnes() throws IOException {
        store.accept(pending(collection, "old-0", 0), DocumentText.of("short"));
        store.accept(pending(collection, "old-1", 0), DocumentText.of("long ".repeat(100_000)));
        store.delete(new DocumentId(collection, "old-2"));
        store.close();
        store = open();

        assertThat(text("old-0")).contains("short");
        assertThat(text("old-1")).contains("long ".repeat(100_000));
        assertThat(text("old-2")).isEmpty();
        store.accept(pending(collection, "old-2", 0), DocumentText.of(""));
        assertThat(text("old-2")).contains("");
        assertThat(text("old-3")).contains("part 0\npart 1\n");
    }

    private Optional<String> text(String name) {
        return store.text(new DocumentId(collection, name)).map(DocumentText::whole);
    }

    private List<String> names(Set<DocumentState> states, int limit) {
        List<String> names = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Page<Document> page = store.documents(collection, Optional.empty(), states, limit, next);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            page.items().forEach(document -> names.add(document.id().name()));
            next = page.next();
        } while (next.isPresent());
        return names;
    }

    private DocumentStore open() {
        return new LuceneDocumentStore(state, TestConfig.with().lucene());
    }
}
