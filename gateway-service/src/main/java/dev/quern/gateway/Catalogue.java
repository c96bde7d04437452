package dev.quern.gateway;

import dev.quern.protocol.Call;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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

    /**
     * @param embeddingModel empty: the default one
     * @param fields that documents may have, with their types
     */
    record NewCollection(
            String name, String embeddingModel, Distance distance, Profile profile, Map<String, FieldType> fields) {
        public NewCollection {
            fields = Map.copyOf(fields);
        }
    }

    /**
     * @param embeddingModel as {@code name@version}
     * @param version new after every change
     * @param bytes about; 0 where the store cannot tell
     * @param remarks what the store cannot do of what was asked, in sentences
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
            List<String> remarks) {
        public Collection {
            fields = Map.copyOf(fields);
            remarks = List.copyOf(remarks);
        }
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
