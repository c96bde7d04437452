package dev.quern.retrieval;

import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.MeterRegistry;
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
    private final Leases leases;
    private final int attempts;
    private final BatchSize batchSize;
    private final IndexingMetrics metrics;
    /** Tries that failed for no known reason, by what was tried. */
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    /** For one replica. */
    Indexer(
            DocumentStore store,
            Embeddings embeddings,
            WorkerCalls calls,
            Leases leases,
            RetrievalConfig config,
            MeterRegistry meters) {
        this.store = store;
        this.embeddings = embeddings;
        this.calls = calls;
        this.leases = leases;
        this.attempts = config.indexing().attempts();
        batchSize = new BatchSize(config.indexing().batch());
        metrics = new IndexingMetrics(meters);
    }

    /**
     * Indexes the document unless it is done or gone, or another replica is at it, and marks it FAILED when that cannot
     * succeed.
     *
     * @throws QuernException when it may succeed later
     */
    void index(DocumentId id) {
        Optional<Document> found = store.document(id).filter(Document::isUnfinished);
        if (found.isEmpty()) {
            return;
        }
        Document document = found.get();
        String work = nameOf(document);
        Optional<Leases.Lease> taken = leases.take(work);
        if (taken.isEmpty()) {
            metrics.leasedElsewhere();
            return;
        }
        try (Leases.Lease lease = taken.get()) {
            new IndexingRun(store, embeddings, calls, batchSize, metrics, document, lease).run();
            failures.remove(work);
        } catch (RuntimeException | Error failure) {
            QuernException known = QuernException.of(failure);
            if (mayPass(work, known)) {
                throw known;
            }
            LOG.warnf(
                    failure,
                    "document %s of tenant %s cannot be indexed",
                    id.name(),
                    id.collection().tenant());
            store.update(document.failed(known.text()));
            failures.remove(work);
            metrics.failed(known.code());
        }
    }

    private static String nameOf(Document document) {
        CollectionId collection = document.id().collection();
        // No part can hold a slash.
        return String.join(
                "/",
                collection.successor() ? "index-successor" : "index",
                collection.tenant(),
                collection.name(),
                document.id().name(),
                document.generation());
    }

    private boolean mayPass(String work, QuernException failure) {
        return switch (failure.code()) {
            case OVERLOADED, RATE_LIMITED, SERVICE_UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> true;
            // The operator's to mend, and no reason to lose a document.
            case UNAUTHENTICATED, PERMISSION_DENIED -> true;
            // The collection's model is not offered just now.
            case CONFLICT -> failure.field().equals(Optional.of("collection"));
            case INTERNAL -> failures.merge(work, 1, Integer::sum) < attempts;
            case INVALID_ARGUMENT,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    PAYLOAD_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE,
                    NOT_IMPLEMENTED -> false;
        };
    }
}
