package dev.quern.retrieval;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
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
    private final long maxText;
    private final UploadMemory memory;

    Ingestion(DocumentStore store, Embeddings embeddings, IngestionWorkers workers, RetrievalConfig config) {
        this.store = store;
        this.embeddings = embeddings;
        this.workers = workers;
        maxText = config.maxText().asLongValue();
        memory = new UploadMemory(config.uploadMemory().asLongValue());
        long least = UploadMemory.neededFor(maxText);
        if (config.uploadMemory().asLongValue() < least) {
            throw new IllegalArgumentException("quern.retrieval.upload-memory must hold at least one document of"
                    + " quern.retrieval.max-text bytes, which takes " + least + " bytes of memory.");
        }
    }

    /** Begins an upload, which the caller closes. */
    public Upload begin(NewDocument document) {
        return new Upload(document, maxText, memory);
    }

    /** Stores what was uploaded, and has it indexed. */
    public Accepted accept(Call call, Upload upload) {
        NewDocument wanted = upload.document();
        Upload.Text content = upload.text();
        DocumentId id = new DocumentId(
                wanted.collection(),
                wanted.name().orElseGet(() -> "doc-" + content.hash().substring(0, 32)));
        CollectionSettings settings = prepareCollection(call, wanted);
        DocumentHeader header = Titles.titled(withMetadataOf(settings, wanted.header()), content.text(), id);
        Optional<Document> before = store.document(id);
        if (before.isPresent() && isSame(before.get(), header, content)) {
            return new Accepted(before.get(), false);
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Document document = new Document(
                id,
                header,
                DocumentState.PENDING,
                "",
                Ulids.next(),
                content.hash(),
                0,
                0,
                content.text().length(),
                before.map(Document::createdAt).orElse(now),
                now);
        call.ensureWanted();
        store.accept(document, content.text());
        workers.offer(id);
        return new Accepted(document, true);
    }

    /** @param changed false when the same was there already and nothing was done */
    public record Accepted(Document document, boolean changed) {}

    private static boolean isSame(Document before, DocumentHeader header, Upload.Text content) {
        return before.state() != DocumentState.FAILED
                && before.contentHash().equals(content.hash())
                && before.header().equals(header);
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

    private CollectionSettings prepareCollection(Call call, NewDocument wanted) {
        CollectionId id = wanted.collection();
        Optional<CollectionState> collection = store.state(id);
        if (collection.isEmpty()) {
            CollectionSettings settings = embeddings.newCollectionSettings(call);
            // A document that is refused makes no collection.
            withMetadataOf(settings, wanted.header());
            return store.createCollection(id, settings).settings();
        }
        CollectionSettings settings = collection.get().settings();
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
