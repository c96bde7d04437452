package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Documents in memory, with texts of {@code parts} lines. Media types that begin with {@code image/} are refused. */
@Alternative
@Priority(1)
@ApplicationScoped
public class FakeDocuments implements Documents {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final FakeServices services;
    private final Map<String, Document> documents = new ConcurrentHashMap<>();
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final Map<String, String> keys = new ConcurrentHashMap<>();
    private final AtomicInteger uploading = new AtomicInteger();
    private final AtomicInteger mostUploading = new AtomicInteger();
    private volatile Optional<Header> lastHeader = Optional.empty();
    private volatile Optional<Selection> lastSelection = Optional.empty();
    private volatile Optional<Filter> lastDeleted = Optional.empty();
    private volatile Optional<CountDownLatch> held = Optional.empty();
    private volatile boolean breakingOff;
    private volatile List<DocumentNews> news = List.of();
    private volatile boolean silent;
    private volatile List<String> watched = List.of();
    private volatile CountDownLatch watching = new CountDownLatch(1);
    private volatile CountDownLatch interrupted = new CountDownLatch(1);

    public FakeDocuments(FakeServices services) {
        this.services = services;
    }

    public void reset() {
        documents.clear();
        texts.clear();
        keys.clear();
        mostUploading.set(0);
        lastHeader = Optional.empty();
        lastSelection = Optional.empty();
        lastDeleted = Optional.empty();
        release();
        breakingOff = false;
        news = List.of();
        silent = false;
        watching = new CountDownLatch(1);
        interrupted = new CountDownLatch(1);
    }

    public Header lastHeader() {
        return lastHeader.orElseThrow();
    }

    public Selection lastSelection() {
        return lastSelection.orElseThrow();
    }

    public Filter lastDeleted() {
        return lastDeleted.orElseThrow();
    }

    /** How many documents there are. */
    public int count() {
        return documents.size();
    }

    public String text(String documentId) {
        return texts.getOrDefault(documentId, "");
    }

    /** How many uploads there were at once, at most. */
    public int mostUploading() {
        return mostUploading.get();
    }

    public int uploading() {
        return uploading.get();
    }

    public void holdUploads() {
        held = Optional.of(new CountDownLatch(1));
    }

    public void release() {
        held.ifPresent(CountDownLatch::countDown);
        held = Optional.empty();
    }

    /** From now on texts break off after their first part. */
    public void breakOff() {
        breakingOff = true;
    }

    /** What whoever watches is told. */
    public void tell(List<DocumentNews> whatHappens) {
        news = whatHappens;
    }

    /** From now on whoever watches is told what there is, and then waits for ever. */
    public void neverEnd() {
        silent = true;
    }

    public List<String> watched() {
        return watched;
    }

    public CountDownLatch watching() {
        return watching;
    }

    public CountDownLatch interrupted() {
        return interrupted;
    }

    public static Document document(String id, String state, int chunksDone, int chunksTotal) {
        return new Document(
                id, "default", "", "", "", state, "", chunksDone, chunksTotal, 5, NOW, NOW, List.of(), "", Map.of());
    }

    @Override
    public Accepted upload(Call call, Header header, InputStream content) throws IOException {
        services.answerOrFail("retrieval-service");
        mostUploading.accumulateAndGet(uploading.incrementAndGet(), Math::max);
        try {
            Optional<CountDownLatch> hold = held;
            if (hold.isPresent()) {
                hold.get().await();
            }
            return store(header, new String(content.readAllBytes(), StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw QuernException.of(e);
        } finally {
            uploading.decrementAndGet();
        }
    }

    private Accepted store(Header header, String text) {
        lastHeader = Optional.of(header);
        if (header.mediaType().startsWith("image/")) {
            throw new QuernException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "No images.").withField("media_type");
        }
        String before = header.idempotencyKey().isEmpty() ? null : keys.putIfAbsent(header.idempotencyKey(), text);
        if (before != null && !before.equals(text)) {
            throw new QuernException(ErrorCode.CONFLICT, "This key was used for an upload of another content.")
                    .withField("idempotency_key");
        }
        Document document = new Document(
                header.documentId().isEmpty() ? "doc-" + Integer.toHexString(text.hashCode()) : header.documentId(),
                header.collection(),
                header.title(),
                header.source(),
                header.mediaType(),
                "pending",
                "",
                0,
                0,
                text.length(),
                NOW,
                NOW,
                header.tags(),
                header.language(),
                header.metadata());
        documents.put(document.documentId(), document);
        texts.put(document.documentId(), text);
        return new Accepted(document, before == null);
    }

    @Override
    public Document get(Call call, String collection, String documentId) {
        Document document = documents.get(documentId);
        if (document == null) {
            throw noDocument(documentId);
        }
        return document;
    }

    @Override
    public void delete(Call call, String collection, String documentId) {
        if (documents.remove(documentId) == null) {
            throw noDocument(documentId);
        }
    }

    @Override
    public Page<Document> list(Call call, String collection, Selection selection, PageRequest page) {
        services.answerOrFail("retrieval-service");
        lastSelection = Optional.of(selection);
        selection.filter().ifPresent(FakeDocuments::refuseUnknownFields);
        return FakePages.page(
                documents.values().stream()
                        .filter(document -> document.collection().equals(collection))
                        .sorted(Comparator.comparing(Document::documentId))
                        .toList(),
                page);
    }

    /** Which fields there are is retrieval-service's to know. */
    private static void refuseUnknownFields(Filter filter) {
        if (filter instanceof Filter.Condition condition && condition.field().equals("metadata.unknown")) {
            throw QuernException.invalid("filter.field", "There is no field `metadata.unknown`.");
        }
    }

    @Override
    public void read(Call call, String collection, String documentId, TextParts parts) throws InterruptedException {
        String text = texts.getOrDefault(documentId, "");
        parts.on(text);
        if (breakingOff) {
            throw QuernException.unavailable("retrieval-service", "It broke off.", new IOException("down"));
        }
        parts.on("\n");
    }

    @Override
    public Page<Chunk> chunks(Call call, String collection, String documentId, PageRequest page) {
        get(call, collection, documentId);
        return FakePages.page(
                List.of(
                        new Chunk("c1", "A quern", 0, 0, 7, 0, List.of()),
                        new Chunk("c2", "grinds.", 1, 8, 15, 2, List.of("Mills", "Querns"))),
                page);
    }

    @Override
    public Deleted delete(Call call, String collection, Filter filter) {
        refuseUnknownFields(filter);
        lastDeleted = Optional.of(filter);
        return new Deleted(1000, true);
    }

    @Override
    public boolean watch(
            Call call, String collection, List<String> documentIds, Duration heartbeat, DocumentNews.Listener listener)
            throws InterruptedException {
        services.answerOrFail("retrieval-service");
        watched = documentIds;
        for (DocumentNews one : news) {
            listener.on(one);
        }
        watching.countDown();
        if (silent) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        }
        return true;
    }

    private static QuernException noDocument(String documentId) {
        return QuernException.notFound("document_id", "There is no document `" + documentId + "`.");
    }
}
