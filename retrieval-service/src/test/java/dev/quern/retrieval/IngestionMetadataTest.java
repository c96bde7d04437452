package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestionMetadataTest {
    private static final CollectionId NOTES = new CollectionId("acme", "notes");
    private static final DocumentId MILL = new DocumentId(NOTES, "mill");
    private static final Value YEAR = new Value.Numeric(1786);

    @TempDir
    Path folder;

    private final RetrievalConfig config = TestConfig.with();
    private final MemoryStore store = new MemoryStore();
    private final FakeEmbeddings embeddings = new FakeEmbeddings();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Call call = TestCalls.of("acme");
    /** Never started: what is accepted stays as it was. */
    private final IngestionWorkers workers = new IngestionWorkers(
            store,
            new Indexer(store, embeddings, TestCalls::of, Leases.NONE, config, meters),
            config.indexing(),
            meters);

    private Ingestion ingestion;

    @BeforeEach
    void open() {
        UploadSpace space = new UploadSpace(folder, config, () -> Long.MAX_VALUE, meters);
        ingestion = new Ingestion(store, embeddings, workers, new FakeExtraction(), space, config);
    }

    @Test
    void keepsMetadataInTheDeclaredTypes() {
        declareYear();

        Document document = upload(Map.of("year", YEAR), List.of()).document();

        assertThat(document.header().metadata()).isEqualTo(Map.of("year", YEAR));
        assertThat(store.document(MILL)).contains(document);
    }

    @Test
    void storesNothingOfADocumentWhoseMetadataIsNotDeclared() {
        declareYear();

        assertRefused("metadata.colour", Map.of("colour", new Value.Text("red")));
        assertRefused("metadata.year", Map.of("year", new Value.Text("1786")));

        assertThat(store.document(MILL)).isEmpty();
    }

    @Test
    void aDocumentThatIsRefusedMakesNoCollection() {
        assertRefused("metadata.year", Map.of("year", YEAR));

        assertThat(store.collection(NOTES)).isEmpty();
    }

    @Test
    void otherMetadataOrTagsMakeANewGenerationOfTheSameContent() {
        declareYear();
        String first = upload(Map.of("year", YEAR), List.of()).document().generation();

        Ingestion.Accepted same = upload(Map.of("year", YEAR), List.of());
        Ingestion.Accepted another = upload(Map.of("year", new Value.Numeric(1787)), List.of());
        Ingestion.Accepted tagged = upload(Map.of("year", new Value.Numeric(1787)), List.of("a"));

        assertThat(same.changed()).isFalse();
        assertThat(another.changed()).isTrue();
        assertThat(tagged.changed()).isTrue();
        assertThat(List.of(
                        first,
                        another.document().generation(),
                        tagged.document().generation()))
                .doesNotHaveDuplicates();
    }

    private void declareYear() {
        new Catalogue(store, embeddings, Chunking.USUAL)
                .create(
                        call,
                        new NewCollection(
                                NOTES,
                                "",
                                Distance.COSINE,
                                IndexProfile.AUTOMATIC,
                                Map.of("year", FieldType.NUMBER),
                                ChunkingChoice.NONE));
    }

    private void assertRefused(String field, Map<String, Value> metadata) {
        QuernException failure = catchThrowableOfType(QuernException.class, () -> upload(metadata, List.of()));
        assertThat(failure.field()).contains(field);
    }

    private Ingestion.Accepted upload(Map<String, Value> metadata, List<String> tags) {
        NewDocument document = new NewDocument(
                NOTES, Optional.of("mill"), "", new DocumentHeader("Mill", "", "text/plain", tags, "", metadata));
        try (Upload upload = ingestion.begin(document)) {
            upload.add(ByteBuffer.wrap("A mill.".getBytes(StandardCharsets.UTF_8)));
            return ingestion.accept(call, upload);
        }
    }
}
