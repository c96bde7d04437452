package dev.quern.retrieval;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Makes one accepted document searchable: cuts, embeds, adds and publishes. */
final class Indexer {
    private static final Logger LOG = Logger.getLogger(Indexer.class);

    private final DocumentStore store;
    private final Embeddings embeddings;
    private final WorkerCalls calls;
    private final Chunker chunker;
    private final RetrievalConfig.Indexing config;
    /** Tries that failed for no known reason, by generation. */
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    private final Counter documentsIndexed;
    private final Counter documentsFailed;
    private final Counter chunksIndexed;

    Indexer(
            DocumentStore store,
            Embeddings embeddings,
            WorkerCalls calls,
            RetrievalConfig config,
            MeterRegistry meters) {
        this.store = store;
        this.embeddings = embeddings;
        this.calls = calls;
        this.chunker = new Chunker(config.chunking());
        this.config = config.indexing();
        documentsIndexed = meters.counter("quern.retrieval.documents.indexed");
        documentsFailed = meters.counter("quern.retrieval.documents.failed");
        chunksIndexed = meters.counter("quern.retrieval.chunks.indexed");
    }

    /**
     * Indexes the document unless it is done or gone, and marks it FAILED when that cannot succeed.
     *
     * @throws QuernException when it may succeed later
     */
    void index(DocumentId id) {
        Optional<Document> found = store.document(id).filter(Document::isUnfinished);
        if (found.isEmpty()) {
            return;
        }
        Document document = found.get();
        try {
            indexGeneration(document);
            failures.remove(document.generation());
        } catch (RuntimeException | Error failure) {
            QuernException known = QuernException.of(failure);
            if (mayPass(document, known)) {
                throw known;
            }
            LOG.warnf(
                    failure,
                    "document %s of tenant %s cannot be indexed",
                    id.name(),
                    id.collection().tenant());
            store.update(document.failed(known.text()));
            failures.remove(document.generation());
            documentsFailed.increment();
        }
    }

    private void indexGeneration(Document document) {
        CollectionId collection = document.id().collection();
        Optional<CollectionState> home = store.state(collection);
        Optional<String> text = store.text(document.id());
        if (home.isEmpty() || text.isEmpty()) {
            return;
        }
        List<Location> locations = chunker.cut(text.get(), document.header().mediaType());
        int batch = config.batch();
        int done = 0;
        while (done < locations.size()) {
            if (!isWanted(document)) {
                return;
            }
            if (locations.size() > config.batch()) {
                store.update(document.indexing(done, locations.size()));
            }
            List<Location> next = locations.subList(done, Math.min(locations.size(), done + batch));
            try {
                store.addChunks(document, embed(document, home.get().settings(), text.get(), next));
                done += next.size();
            } catch (QuernException failure) {
                if (next.size() == 1 || !isTooMuch(failure)) {
                    throw failure;
                }
                batch = next.size() / 2;
            }
        }
        store.publish(document.ready(locations.size()));
        documentsIndexed.increment();
        chunksIndexed.increment(locations.size());
    }

    private List<EmbeddedChunk> embed(
            Document document, CollectionSettings settings, String text, List<Location> locations) {
        List<String> texts = locations.stream()
                .map(location -> text.substring(location.start(), location.end()))
                .toList();
        Call call = calls.forTenant(document.id().collection().tenant());
        List<float[]> vectors = embeddings.embed(call, settings, Embeddings.Purpose.PASSAGE, texts);
        List<EmbeddedChunk> chunks = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            Location location = locations.get(i);
            Chunk chunk = new Chunk(ContentNames.chunkId(document, location.ordinal()), texts.get(i), location);
            chunks.add(new EmbeddedChunk(chunk, vectors.get(i)));
        }
        return chunks;
    }

    /** False when the document was deleted, uploaded anew or finished by another process meanwhile. */
    private boolean isWanted(Document document) {
        return store.document(document.id())
                .filter(now -> now.generation().equals(document.generation()) && now.isUnfinished())
                .isPresent();
    }

    private static boolean isTooMuch(QuernException failure) {
        return failure.code() == ErrorCode.OVERLOADED
                || failure.code() == ErrorCode.DEADLINE_EXCEEDED
                || failure.code() == ErrorCode.PAYLOAD_TOO_LARGE
                || failure.field().equals(Optional.of("texts"));
    }

    private boolean mayPass(Document document, QuernException failure) {
        return switch (failure.code()) {
            case OVERLOADED, RATE_LIMITED, SERVICE_UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> true;
            // The operator's to mend, and no reason to lose a document.
            case UNAUTHENTICATED, PERMISSION_DENIED -> true;
            case INTERNAL -> failures.merge(document.generation(), 1, Integer::sum) < config.attempts();
            case INVALID_ARGUMENT,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    CONFLICT,
                    PAYLOAD_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE,
                    NOT_IMPLEMENTED -> false;
        };
    }
}
