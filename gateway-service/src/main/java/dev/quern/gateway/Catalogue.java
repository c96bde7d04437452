package dev.quern.gateway;

import dev.quern.protocol.Call;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The collections of a tenant. */
public interface Catalogue {

    /**
     * Makes the collection; one that is there already is as good when it is the same.
     *
     * @throws dev.quern.protocol.QuernException {@code CONFLICT} naming {@code name} when there is one with other
     *     settings
     */
    Collection create(Call call, NewCollection wanted);

    /** Throws {@code NOT_FOUND} for a collection that is not there. */
    Collection get(Call call, String name);

    /** By name. */
    Page<Collection> list(Call call, PageRequest page);

    void delete(Call call, String name);

    /** Begins to rebuild a collection; answers with its {@link Rebuild}. */
    Collection rebuild(Call call, String name, Changes changes);

    /** Gives up the rebuild that is under way. */
    void cancelRebuild(Call call, String name);

    /**
     * @param embeddingModel empty: the default one
     * @param fields that documents may have, with their types
     * @param chunking none: the usual one
     */
    record NewCollection(
            String name,
            String embeddingModel,
            Distance distance,
            Profile profile,
            Map<String, FieldType> fields,
            Optional<Chunking> chunking) {
        public NewCollection {
            fields = Map.copyOf(fields);
        }
    }

    /** What becomes different when a collection is rebuilt; the rest stays. */
    record Changes(
            Optional<String> embeddingModel,
            Optional<Distance> distance,
            Optional<Profile> profile,
            Optional<Chunking> chunking) {}

    /**
     * @param embeddingModel as {@code name@version}
     * @param version new after every change
     * @param bytes about; 0 where the store cannot tell
     * @param remarks what the store cannot do of what was asked, in sentences
     * @param chunking none: the store did not say
     */
    record Collection(
            String name,
            String embeddingModel,
            int dimensions,
            Distance distance,
            Profile profile,
            Map<String, FieldType> fields,
            String version,
            long documents,
            long passages,
            long bytes,
            Instant createdAt,
            List<String> remarks,
            Optional<Chunking> chunking,
            Optional<Rebuild> rebuild) {
        public Collection {
            fields = Map.copyOf(fields);
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * A rebuild that is under way.
     *
     * @param documentsFailed those that could not be indexed with the new settings
     */
    record Rebuild(
            String embeddingModel,
            Distance distance,
            Profile profile,
            Optional<Chunking> chunking,
            long documentsDone,
            long documentsTotal,
            long documentsFailed,
            Instant startedAt) {}

    /**
     * How documents are cut into chunks.
     *
     * @param size the longest chunk, in characters, or in tokens for the method that counts them
     * @param overlap what a chunk repeats of the one before it
     */
    record Chunking(ChunkingMethod method, int size, int overlap) {}

    /** Where texts are cut. */
    enum ChunkingMethod {
        RECURSIVE,
        TOKENS,
        SENTENCES,
        HEADINGS
    }

    /** How near two vectors are. */
    enum Distance {
        COSINE,
        DOT,
        EUCLIDEAN
    }

    /** How vectors are kept and searched. */
    enum Profile {
        AUTOMATIC,
        EXACT,
        HNSW,
        MEMORY_CONSTRAINED
    }

    /** What a field of a document holds. */
    enum FieldType {
        TEXT,
        NUMBER,
        BOOLEAN,
        TIME
    }
}
