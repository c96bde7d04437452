package dev.quern.retrieval;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How documents are kept, cut, indexed and searched. */
@ConfigMapping(prefix = "quern.retrieval")
public interface RetrievalConfig {

    /** Where documents are kept: {@code lucene} inside this process, or {@code weaviate}. */
    @WithDefault("lucene")
    Store store();

    /** Folder for everything that this process keeps itself. It belongs to one process at a time. */
    @WithDefault("state/retrieval")
    Path state();

    /** The largest document that is accepted, in bytes of UTF-8. */
    @WithDefault("20M")
    MemorySize maxText();

    /**
     * Memory for all uploads that are under way; what does not fit is refused as overload. A document takes six times
     * its bytes, so this is at least six times {@code max-text}.
     */
    @WithDefault("256M")
    MemorySize uploadMemory();

    Lucene lucene();

    Weaviate weaviate();

    Chunking chunking();

    Indexing indexing();

    Searching search();

    /** The stores there are. */
    enum Store {
        LUCENE,
        WEAVIATE
    }

    /** The embedded store. */
    interface Lucene {
        /** Collections that are kept open; the one used least recently is closed when another is needed. */
        @WithDefault("64")
        int openCollections();

        /** Neighbours of a vector in the graph (HNSW's M). */
        @WithDefault("32")
        int graphNeighbours();

        /** Candidates that are looked at when a vector is added to the graph (HNSW's efConstruction). */
        @WithDefault("200")
        int graphCandidates();
    }

    /** A Weaviate server or cluster. */
    interface Weaviate {
        /** {@code http} or {@code https}; gRPC uses TLS with {@code https}. */
        @WithDefault("http")
        String scheme();

        @WithDefault("127.0.0.1")
        String host();

        @WithDefault("8080")
        int port();

        @WithDefault("50051")
        int grpcPort();

        /** Its API key; absent only where the server lets anybody in. */
        Optional<String> apiKey();

        /** How long one request may take. */
        @WithDefault("10S")
        Duration timeout();
    }

    /** How documents are cut into chunks. */
    interface Chunking {
        /** The longest chunk, in characters. */
        @WithDefault("1000")
        int size();

        /** Characters that a chunk repeats of the one before it, unless a heading stands between them. */
        @WithDefault("200")
        int overlap();
    }

    /** How accepted documents become searchable. */
    interface Indexing {
        /** Documents that are indexed at the same time. */
        @WithDefault("2")
        int workers();

        /** Documents that wait in memory; the others wait in the store until a sweep finds them. */
        @WithDefault("1000")
        int queue();

        /** Chunks that are embedded by one call; halved when the embedding-service finds it too much. */
        @WithDefault("64")
        int batch();

        /** How often the store is asked for unfinished documents. */
        @WithDefault("30S")
        Duration sweep();

        /** How long one call to the embedding-service may take. */
        @WithDefault("60S")
        Duration timeout();

        /** How long a worker waits after a failure that may pass; doubled with each one that follows. */
        @WithDefault("1S")
        Duration backoff();

        /** The longest wait between two tries. */
        @WithDefault("30S")
        Duration longestBackoff();

        /** Tries for a document whose failures have no known cause, before it is given up. */
        @WithDefault("5")
        int attempts();
    }

    /** How passages are found. */
    interface Searching {
        /** Weight of the vectors when a query does not say: 0 keywords only, 1 vectors only. */
        @WithDefault("0.7")
        float alpha();
    }
}
