package dev.quern.retrieval;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Takes documents in: a document is accepted once it is stored durably, and indexed by and by. */
public final class Ingestion {
    /** How long an upload to a known collection waits to hear which model the embedding-service has. */
    private static final Duration MODEL_PATIENCE = Duration.ofSeconds(2);

    private final DocumentStore store;
    private final Embeddings embeddings;
    private final IngestionWorkers workers;
    private final FileReading reading;
    private final UploadSpace space;
    private final long maxUpload;
    private final Chunking chunking;

    Ingestion(
            DocumentStore store,
            Embeddings embeddings,
            IngestionWorkers workers,
            Extraction extraction,
            UploadSpace space,
            RetrievalConfig config) {
        this.store = store;
        this.embeddings = embeddings;
        this.workers = workers;
        this.reading = new FileReading(extraction, config);
        this.space = space;
        maxUpload = config.maxUpload().asLongValue();
        chunking = Chunking.of(config.chunking());
    }

    /** Begins an upload, which the caller closes. */
    public Upload begin(NewDocument document) {
        try {
            return new Upload(document, maxUpload, space.enter());
        } catch (QuernException refused) {
            space.refused(refused);
            throw refused;
        }
    }

    /** Reads and stores what was uploaded, and has it indexed. */
    public Accepted accept(Call call, Upload upload) {
        try {
            space.check();
            return accept(call, upload, upload.finish());
        } catch (QuernException refused) {
            space.refused(refused);
            throw refused;
        }
    }

    private Accepted accept(Call call, Upload upload, Upload.Content content) {
        NewDocument wanted = upload.document();
        DocumentId id = new DocumentId(wanted.collection(), name(wanted, content));
        Optional<CollectionState> home = store.state(id.collection());
        CollectionSettings settings = home.isPresent()
                ? requireOffered(call, home.get().settings())
                : embeddings.newCollectionSettings(call).with(chunking);
        DocumentHeader sent = withMetadataOf(settings, wanted.header());
        Optional<Document> before = store.document(id);
        before.ifPresent(document -> requireSameUse(wanted, document, content));
        // What takes long is not done again for a file that was read before.
        if (before.isPresent() && !content.isPlain() && looksTheSame(before.get(), sent, content)) {
            return new Accepted(before.get(), false);
        }
        FileReading.Found found = reading.read(call, upload, content);
        DocumentHeader header = Titles.titled(withMediaType(sent, found.mediaType()), found.title(), found.text(), id);
        if (before.isPresent() && isSame(before.get(), header, content)) {
            return new Accepted(before.get(), false);
        }
        if (home.isEmpty()) {
            // Only now: a document that is refused makes no collection.
            KnownFields.requireDeclared(
                    store.createCollection(id.collection(), settings).settings(), header);
        }
        Document document = pending(id, header, content, found.characters(), before);
        call.ensureWanted();
        space.check();
        store.accept(document, found.text());
        workers.offer(id);
        return new Accepted(document, true);
    }

    private static Document pending(
            DocumentId id, DocumentHeader header, Upload.Content content, long characters, Optional<Document> before) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Document(
                id,
                header,
                DocumentState.PENDING,
                "",
                Ulids.next(),
                content.hash(),
                0,
                0,
                characters,
                before.map(Document::createdAt).orElse(now),
                now);
    }

    /** @param changed false when the same was there already and nothing was done */
    public record Accepted(Document document, boolean changed) {}

    private static String name(NewDocument wanted, Upload.Content content) {
        String unique = wanted.idempotencyKey().isEmpty()
                ? content.hash()
                : ContentNames.hash(
                        ByteBuffer.wrap(("key/" + wanted.idempotencyKey()).getBytes(StandardCharsets.UTF_8)));
        return wanted.name().orElseGet(() -> "doc-" + unique.substring(0, 32));
    }

    private static void requireSameUse(NewDocument wanted, Document before, Upload.Content content) {
        boolean byKey = wanted.name().isEmpty() && !wanted.idempotencyKey().isEmpty();
        if (byKey
                && before.state() != DocumentState.FAILED
                && !before.contentHash().equals(content.hash())) {
            throw new QuernException(ErrorCode.CONFLICT, "This key was used for an upload of another content.")
                    .withField("idempotency_key");
        }
    }

    private static boolean isSame(Document before, DocumentHeader header, Upload.Content content) {
        return before.state() != DocumentState.FAILED
                && before.contentHash().equals(content.hash())
                && before.header().equals(header);
    }

    /** As far as it can be told before the file is read: a title and a media type that nobody sent are its own. */
    private static boolean looksTheSame(Document before, DocumentHeader sent, Upload.Content content) {
        DocumentHeader known = before.header();
        DocumentHeader likely = new DocumentHeader(
                sent.title().isBlank() ? known.title() : sent.title(),
                sent.source(),
                DeclaredKind.of(sent).fits(known.mediaType()) ? known.mediaType() : sent.mediaType(),
                sent.tags(),
                sent.language(),
                sent.metadata());
        return isSame(before, likely, content);
    }

    private static DocumentHeader withMediaType(DocumentHeader header, String mediaType) {
        return new DocumentHeader(
                header.title(), header.source(), mediaType, header.tags(), header.language(), header.metadata());
    }

    private static DocumentHeader withMetadataOf(CollectionSettings settings, DocumentHeader sent) {
        return new DocumentHeader(
                sent.title(),
                sent.source(),
                sent.mediaType(),
                sent.tags(),
                sent.language(),
                KnownFields.of(settings).metadata(sent.metadata()));
    }

    private CollectionSettings requireOffered(Call call, CollectionSettings settings) {
        try {
            Call impatient = new Call(call.credential(), call.deadline().orAfter(MODEL_PATIENCE), call.traceId());
            embeddings.requireOffered(impatient, settings);
        } catch (QuernException failure) {
            if (failure.code() == ErrorCode.CONFLICT) {
                throw failure;
            }
            // The embedding-service is away: a document is accepted without it, and indexed when it is back.
            call.ensureWanted();
        }
        return settings;
    }
}
