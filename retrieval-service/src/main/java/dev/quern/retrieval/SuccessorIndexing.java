package dev.quern.retrieval;

/** What a rebuild needs of indexing: its documents are indexed like any other. */
final class SuccessorIndexing {
    private final Embeddings embeddings;
    private final WorkerCalls calls;
    private final IngestionWorkers workers;
    private final Indexer indexer;

    SuccessorIndexing(Embeddings embeddings, WorkerCalls calls, IngestionWorkers workers, Indexer indexer) {
        this.embeddings = embeddings;
        this.calls = calls;
        this.workers = workers;
        this.indexer = indexer;
    }

    /** @throws dev.quern.protocol.QuernException when the model is not to be had */
    void requireModel(String tenant, CollectionSettings settings) {
        embeddings.requireOffered(calls.forTenant(tenant), settings);
    }

    /** Has the document indexed soon. */
    void offer(DocumentId id) {
        workers.offer(id);
    }

    /** Indexes the document before it returns, unless another is at it. */
    void index(DocumentId id) {
        indexer.index(id);
    }
}
