package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.lucene.LuceneDocumentStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are read by whom, what is kept of them, and when nothing need be done. */
class IngestedFilesTest {
    private static final CollectionId NOTES = new CollectionId("acme", "notes");
    private static final String PDF = "%PDF-1.7 letters";

    @TempDir
    Path state;

    private final RetrievalConfig config = TestConfig.with("max-text", "1000");
    private final FakeEmbeddings embeddings = new FakeEmbeddings();
    private final FakeExtraction extraction = new FakeExtraction();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Call call = TestCalls.of("acme");
    private long free = Long.MAX_VALUE;
    private DocumentStore store;
    private Ingestion ingestion;

    @BeforeEach
    void open() {
        store = new LuceneDocumentStore(state, config.lucene());
        // Never started: what is accepted stays as it was.
        IngestionWorkers workers = new IngestionWorkers(
                store,
                new Indexer(store, embeddings, TestCalls::of, Leases.NONE, config, meters),
                config.indexing(),
                meters);
        UploadSpace space = new UploadSpace(uploads(), config, () -> free, meters);
        ingestion = new Ingestion(store, embeddings, workers, extraction, space, config);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Path uploads() {
        return state.resolve("uploads");
    }

    @Test
    void takesTextInUtf8AsItIs() {
        Document plain = upload(sent("text/plain; charset=\"UTF-8\"", "a"), "\uFEFFA mill.\r\n");
        Document markdown = upload(sent("text/markdown", "b"), "# Mill\n\nIt grinds.");
        Document byName = upload(sent("application/octet-stream", "notes/mill.MD"), "# By name");

        assertThat(extraction.asked).isEmpty();
        assertThat(text(plain)).isEqualTo("A mill.\r\n");
        assertThat(plain.characters()).isEqualTo(9);
        assertThat(plain.header().mediaType()).isEqualTo("text/plain");
        assertThat(markdown.header().mediaType()).isEqualTo("text/markdown");
        assertThat(markdown.header().title()).isEqualTo("Mill");
        assertThat(byName.header().mediaType()).isEqualTo("text/markdown");
    }

    @Test
    void hasEverythingElseExtracted() {
        upload(sent("text/plain", "a"), PDF);
        upload(sent("text/plain", "b"), "Grüße", StandardCharsets.ISO_8859_1);
        upload(sent("text/plain; charset=iso-2022-jp", "c"), "letters");
        upload(sent("", "d"), "no kind and no name");
        Document found = upload(sent("made/up", "e.pdf"), PDF + " ");

        assertThat(extraction.asked)
                .contains(
                        new Extraction.Described("text/plain; charset=iso-2022-jp", "c"),
                        new Extraction.Described("made/up", "e.pdf"))
                .hasSize(5);
        assertThat(found.header().mediaType()).isEqualTo("application/pdf");
        assertThat(found.header().title()).isEqualTo("From a file");
        assertThat(found.characters()).isEqualTo(extraction.text.length());
        assertThat(text(found)).isEqualTo(extraction.text);
    }

    @Test
    void keepsNothingOfAFileThatIsRefused() {
        assertRefused(ErrorCode.INVALID_ARGUMENT, "content", sent("text/plain", ""), " \n\t");
        assertRefused(ErrorCode.INVALID_ARGUMENT, "content", sent("text/plain", ""), "\uFEFF");
        assertRefused(ErrorCode.PAYLOAD_TOO_LARGE, "content", sent("text/plain", ""), "x".repeat(1001));
        extraction.text = "x".repeat(1001);
        assertRefused(ErrorCode.PAYLOAD_TOO_LARGE, "content", sent("", ""), PDF);
        extraction.text = "\f \f";
        assertRefused(ErrorCode.UNPROCESSABLE, "content", sent("", ""), PDF);
        extraction.text = "a\0b";
        assertRefused(ErrorCode.UNPROCESSABLE, "content", sent("", ""), PDF);
        extraction.refusal =
                Optional.of(new QuernException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "A picture.").withField("content"));
        assertRefused(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "content", sent("image/png", ""), PDF);

        assertThat(store.state(NOTES)).isEmpty();
        assertThat(uploads()).isEmptyDirectory();
        assertThat(meters.get("quern.retrieval.documents.refused")
                        .tag("reason", "unsupported_media_type")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void readsAFileOnceHoweverOftenItIsSent() {
        Document first = upload(sent("", "mill.pdf"), PDF);

        Ingestion.Accepted again = accept(Optional.empty(), "", sent("application/pdf", "mill.pdf"), PDF);
        accept(Optional.empty(), "", sent("", "mill.pdf"), PDF);

        assertThat(again).isEqualTo(new Ingestion.Accepted(first, false));
        assertThat(extraction.asked).hasSize(1);
    }

    @Test
    void readsAFileAgainThatIsSaidToBeOfAnotherKind() {
        upload(sent("application/pdf", "mill"), PDF);

        assertThat(accept(Optional.empty(), "", sent("text/html", "mill"), PDF).changed())
                .isFalse();
        extraction.mediaType = "text/html";
        assertThat(accept(Optional.empty(), "", sent("text/html", "mill"), PDF).changed())
                .isTrue();
    }

    @Test
    void triesAgainWhatCouldNotBeIndexed() {
        store.update(upload(sent("", "mill.pdf"), PDF).failed("on purpose"));

        assertThat(accept(Optional.empty(), "", sent("", "mill.pdf"), PDF).changed())
                .isTrue();
        assertThat(extraction.asked).hasSize(2);
    }

    @Test
    void doesNothingWhenAKeyIsRepeatedWithTheSameContent() {
        DocumentHeader header = sent("text/plain", "");
        Document first = accept(Optional.empty(), "order-1", header, "A mill.").document();

        assertThat(accept(Optional.empty(), "order-1", header, "A mill."))
                .isEqualTo(new Ingestion.Accepted(first, false));
        assertThat(first.id().name()).matches("doc-[0-9a-f]{32}");
        assertThat(accept(Optional.empty(), "order-2", header, "A mill.")
                        .document()
                        .id())
                .isNotEqualTo(first.id());
    }

    @Test
    void refusesAKeyThatWasUsedForAnotherContent() {
        DocumentHeader header = sent("text/plain", "");
        Document first = accept(Optional.empty(), "order-1", header, "A mill.").document();

        assertRefused(ErrorCode.CONFLICT, "idempotency_key", "order-1", header, "Another mill.");

        store.update(first.failed("on purpose"));
        assertThat(accept(Optional.empty(), "order-1", header, "Another mill.").changed())
                .isTrue();
    }

    @Test
    void replacesADocumentWithANameWhateverTheKey() {
        DocumentHeader header = sent("text/plain", "");
        accept(Optional.of("mill"), "order-1", header, "A mill.");

        Ingestion.Accepted other = accept(Optional.of("mill"), "order-1", header, "Another mill.");

        assertThat(other.changed()).isTrue();
        assertThat(other.document().id().name()).isEqualTo("mill");
    }

    @Test
    void acceptsNothingThatTheDiskHasNoRoomFor() {
        DocumentHeader header = sent("text/plain", "");
        try (Upload upload = ingestion.begin(new NewDocument(NOTES, Optional.empty(), "", header))) {
            upload.add(ByteBuffer.wrap("A mill.".getBytes(StandardCharsets.UTF_8)));
            free = 0;

            QuernException failure = catchThrowableOfType(QuernException.class, () -> ingestion.accept(call, upload));

            assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        }
        assertThat(store.state(NOTES)).isEmpty();
    }

    @Test
    void doesNotBlameAFileForAFullDisk() {
        extraction.meanwhile = () -> free = 0;
        extraction.refusal = Optional.of(new QuernException(ErrorCode.UNPROCESSABLE, "It is damaged."));

        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> upload(sent("application/pdf", ""), PDF));

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure.text()).contains("disk");
    }

    private void assertRefused(ErrorCode code, String field, DocumentHeader header, String content) {
        assertRefused(code, field, "", header, content);
    }

    private void assertRefused(ErrorCode code, String field, String key, DocumentHeader header, String content) {
        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> accept(Optional.empty(), key, header, content));
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.field()).contains(field);
    }

    private String text(Document document) {
        return store.text(document.id()).orElseThrow().whole();
    }

    private static DocumentHeader sent(String mediaType, String source) {
        return new DocumentHeader("", source, mediaType, List.of(), "", Map.of());
    }

    private Document upload(DocumentHeader header, String content) {
        return upload(header, content, StandardCharsets.UTF_8);
    }

    private Document upload(DocumentHeader header, String content, Charset charset) {
        return accept(Optional.empty(), "", header, content.getBytes(charset)).document();
    }

    private Ingestion.Accepted accept(Optional<String> name, String key, DocumentHeader header, String content) {
        return accept(name, key, header, content.getBytes(StandardCharsets.UTF_8));
    }

    private Ingestion.Accepted accept(Optional<String> name, String key, DocumentHeader header, byte[] content) {
        try (Upload upload = ingestion.begin(new NewDocument(NOTES, name, key, header))) {
            upload.add(ByteBuffer.wrap(content));
            return ingestion.accept(call, upload);
        }
    }
}
