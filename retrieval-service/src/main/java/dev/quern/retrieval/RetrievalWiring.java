package dev.quern.retrieval;

import dev.quern.retrieval.extractor.ExtractorProcesses;
import dev.quern.retrieval.lucene.LuceneDocumentStore;
import dev.quern.retrieval.redis.RedisLeases;
import dev.quern.retrieval.search.Expansion;
import dev.quern.retrieval.search.Reranking;
import dev.quern.retrieval.search.Search;
import dev.quern.retrieval.search.SearchCache;
import dev.quern.retrieval.weaviate.WeaviateDocumentStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Puts the service together, and starts and stops what works in the background. */
@ApplicationScoped
class RetrievalWiring {
    private final List<AutoCloseable> closeables = new ArrayList<>();

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
    Leases leases(RetrievalConfig config, Vertx vertx, MeterRegistry meters) {
        return switch (config.leases().kind()) {
            case NONE -> Leases.NONE;
            case REDIS -> {
                RedisLeases redis = new RedisLeases(vertx, config.leases(), meters);
                closeables.add(redis);
                yield redis;
            }
        };
    }

    @Produces
    @Singleton
    Indexer indexer(
            DocumentStore store,
            Embeddings embeddings,
            WorkerCalls calls,
            Leases leases,
            RetrievalConfig config,
            MeterRegistry meters) {
        return new Indexer(store, embeddings, calls, leases, config, meters);
    }

    @Produces
    @Singleton
    IngestionWorkers workers(DocumentStore store, Indexer indexer, RetrievalConfig config, MeterRegistry meters) {
        return new IngestionWorkers(store, indexer, config.indexing(), meters);
    }

    /** After the store, which sees to it that the folder is nobody else's. */
    @Produces
    @Singleton
    UploadSpace uploadSpace(DocumentStore store, RetrievalConfig config, MeterRegistry meters) {
        return UploadSpace.of(config, meters);
    }

    @Produces
    @Singleton
    Rebuilds rebuilds(
            DocumentStore store,
            Embeddings embeddings,
            WorkerCalls calls,
            IngestionWorkers workers,
            Indexer indexer,
            Leases leases,
            RetrievalConfig config) {
        SuccessorIndexing indexing = new SuccessorIndexing(embeddings, calls, workers, indexer);
        return new Rebuilds(store, embeddings, indexing, leases, config.rebuild());
    }

    @Produces
    @Singleton
    Watching watching(DocumentStore store, RetrievalConfig config) {
        return new Watching(store, config.watchers());
    }

    @Produces
    @Singleton
    Extraction extraction(DocumentStore store, RetrievalConfig config, MeterRegistry meters) {
        return new ExtractorProcesses(config, meters);
    }

    void close(@Disposes Extraction extraction) {
        extraction.close();
    }

    @Produces
    @Singleton
    Ingestion ingestion(
            DocumentStore store,
            Embeddings embeddings,
            IngestionWorkers workers,
            Extraction extraction,
            UploadSpace space,
            RetrievalConfig config) {
        return new Ingestion(store, embeddings, workers, extraction, space, config);
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
    Catalogue catalogue(DocumentStore store, Embeddings embeddings, RetrievalConfig config) {
        return new Catalogue(store, embeddings, Chunking.of(config.chunking()));
    }

    void start(@Observes StartupEvent event, IngestionWorkers workers, Rebuilds rebuilds) {
        workers.start();
        rebuilds.start();
    }

    void stop(@Observes ShutdownEvent event, IngestionWorkers workers, Rebuilds rebuilds) throws InterruptedException {
        rebuilds.stop();
        workers.stop();
    }

    @PreDestroy
    void close() throws Exception {
        for (AutoCloseable closeable : closeables) {
            closeable.close();
        }
    }
}
