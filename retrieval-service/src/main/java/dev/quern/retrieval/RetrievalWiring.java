package dev.quern.retrieval;

import dev.quern.retrieval.lucene.LuceneDocumentStore;
import dev.quern.retrieval.search.Expansion;
import dev.quern.retrieval.search.Reranking;
import dev.quern.retrieval.search.Search;
import dev.quern.retrieval.search.SearchCache;
import dev.quern.retrieval.weaviate.WeaviateDocumentStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the service together, and starts and stops what works in the background. */
@ApplicationScoped
class RetrievalWiring {

    @Produces
    @Singleton
    DocumentStore store(RetrievalConfig config) {
        return switch (config.store()) {
            case LUCENE -> new LuceneDocumentStore(config.state(), config.lucene());
            case WEAVIATE -> new WeaviateDocumentStore(config.weaviate());
        };
    }

    void close(@Disposes DocumentStore store) {
        store.close();
    }

    @Produces
    @Singleton
    IngestionWorkers workers(
            DocumentStore store,
            Embeddings embeddings,
            WorkerCalls calls,
            RetrievalConfig config,
            MeterRegistry meters) {
        Indexer indexer = new Indexer(store, embeddings, calls, config, meters);
        return new IngestionWorkers(store, indexer, config.indexing(), meters);
    }

    @Produces
    @Singleton
    Ingestion ingestion(DocumentStore store, Embeddings embeddings, IngestionWorkers workers, RetrievalConfig config) {
        return new Ingestion(store, embeddings, workers, config);
    }

    @Produces
    @Singleton
    Search search(
            DocumentStore store,
            Embeddings embeddings,
            Reranking reranking,
            Expansion expansion,
            SearchCache cache,
            RetrievalConfig config,
            MeterRegistry meters) {
        return new Search(store, embeddings, reranking, expansion, cache, config.search(), meters);
    }

    @Produces
    @Singleton
    Documents documents(DocumentStore store) {
        return new Documents(store);
    }

    @Produces
    @Singleton
    Catalogue catalogue(DocumentStore store, Embeddings embeddings) {
        return new Catalogue(store, embeddings);
    }

    void start(@Observes StartupEvent event, IngestionWorkers workers) {
        workers.start();
    }

    void stop(@Observes ShutdownEvent event, IngestionWorkers workers) throws InterruptedException {
        workers.stop();
    }
}
