package dev.quern.retrieval;

import dev.quern.retrieval.lucene.LuceneEntries;
import dev.quern.retrieval.registry.ApiKeys;
import dev.quern.retrieval.registry.ConversationSweep;
import dev.quern.retrieval.registry.Conversations;
import dev.quern.retrieval.registry.Entries;
import dev.quern.retrieval.weaviate.WeaviateEntries;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts together what remembers API keys and conversations. */
@ApplicationScoped
class RegistryWiring {
    private final InstantSource clock = InstantSource.system();

    /** After the store of documents, which sees to it that the folder is nobody else's. */
    @Produces
    @Singleton
    Entries entries(DocumentStore store, RetrievalConfig config) {
        return switch (config.store()) {
            case LUCENE -> new LuceneEntries(config.state());
            case WEAVIATE -> new WeaviateEntries(config.weaviate());
        };
    }

    void close(@Disposes Entries entries) {
        entries.close();
    }

    @Produces
    @Singleton
    ApiKeys apiKeys(Entries entries) {
        return new ApiKeys(entries, clock);
    }

    @Produces
    @Singleton
    Conversations conversations(Entries entries, RetrievalConfig config) {
        return new Conversations(entries, config.registry(), clock);
    }

    @Produces
    @Singleton
    ConversationSweep sweep(Entries entries, RetrievalConfig config, MeterRegistry meters) {
        return new ConversationSweep(entries, config.registry().sweep(), clock, meters);
    }

    void start(@Observes StartupEvent event, ConversationSweep sweep) {
        sweep.start();
    }

    void stop(@Observes ShutdownEvent event, ConversationSweep sweep) throws InterruptedException {
        sweep.stop();
    }
}
