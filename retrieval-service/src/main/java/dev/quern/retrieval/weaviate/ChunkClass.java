package dev.quern.retrieval.weaviate;

import static dev.quern.retrieval.weaviate.SchemaProperties.filtered;
import static dev.quern.retrieval.weaviate.SchemaProperties.list;
import static dev.quern.retrieval.weaviate.SchemaProperties.number;
import static dev.quern.retrieval.weaviate.SchemaProperties.stored;
import static dev.quern.retrieval.weaviate.SchemaProperties.words;

import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Distance;
import io.weaviate.client6.v1.api.collections.CollectionConfig;
import io.weaviate.client6.v1.api.collections.Property;
import io.weaviate.client6.v1.api.collections.Quantization;
import io.weaviate.client6.v1.api.collections.VectorConfig;
import io.weaviate.client6.v1.api.collections.VectorIndex;
import io.weaviate.client6.v1.api.collections.vectorindex.Hnsw;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The class for the chunks of all collections with the same model, distance and index. A tenant is a collection. */
record ChunkClass(CollectionSettings settings) {
    private static final String PREFIX = "QuernChunks_";
    private static final int READABLE_NAME = 48;

    /** Neighbours of a vector in the graph (HNSW's M). */
    private static final int GRAPH_NEIGHBOURS = 32;
    /** Candidates that are looked at when a vector is added to the graph (HNSW's efConstruction). */
    private static final int GRAPH_CANDIDATES = 200;
    /** Bits that a number of a quantized vector takes; of the kind that needs no training. */
    private static final int QUANTIZED_BITS = 8;

    /** How Weaviate keeps the vectors. */
    private enum Index {
        GRAPH,
        QUANTIZED_GRAPH,
        FLAT
    }

    String name() {
        String model = settings.embeddingModel();
        String readable = model.replaceAll("[^A-Za-z0-9]+", "_");
        String dimensions = Integer.toString(settings.dimensions());
        String name = "%s%s_%s_%s"
                .formatted(
                        PREFIX,
                        readable.substring(0, Math.min(readable.length(), READABLE_NAME)),
                        dimensions,
                        ObjectIds.digest(model, dimensions));
        // What is usual has no suffix.
        String distance = settings.distance() == Distance.COSINE
                ? ""
                : "_" + settings.distance().name().toLowerCase(Locale.ROOT);
        String index = index() == Index.GRAPH ? "" : "_" + index().name().toLowerCase(Locale.ROOT);
        return name + distance + index;
    }

    static boolean isName(String className) {
        return className.startsWith(PREFIX);
    }

    /** What Weaviate does otherwise than the settings want, in sentences. */
    List<String> remarks() {
        return switch (settings.profile()) {
            // Its own index that changes over needs asynchronous indexing, where a search misses what was just stored.
            case AUTOMATIC ->
                List.of(
                        "Weaviate keeps the vectors as a graph from the first passage on: `automatic` is `hnsw` there.");
            case EXACT, HNSW, MEMORY_CONSTRAINED -> List.of();
        };
    }

    /**
     * @param searchCandidates candidates that a search of the graph looks at (HNSW's ef)
     */
    CollectionConfig config(int searchCandidates) {
        return CollectionConfig.of(
                name(),
                chunks -> chunks.description("Chunks with vectors of %d dimensions by %s"
                                .formatted(settings.dimensions(), settings.embeddingModel()))
                        .multiTenancy(tenants -> tenants.enabled(true).autoTenantActivation(true))
                        .vectorConfig(
                                VectorConfig.selfProvided(vectors -> vectors.vectorIndex(vectorIndex(searchCandidates))
                                        .quantization(quantization())))
                        .properties(properties()));
    }

    static Property[] properties() {
        return Stream.concat(
                        Stream.of(
                                words("text"),
                                filtered("document"),
                                filtered("upload"),
                                filtered("edition"),
                                filtered("place"),
                                stored("generation"),
                                stored("chunk"),
                                stored("title"),
                                number("ordinal"),
                                number("start"),
                                number("end"),
                                number("page"),
                                list("headingPath"),
                                list("metadata")),
                        Stream.of(FilterProperties.schema()))
                .toArray(Property[]::new);
    }

    private Index index() {
        return switch (settings.profile()) {
            case AUTOMATIC, HNSW -> Index.GRAPH;
            case MEMORY_CONSTRAINED -> Index.QUANTIZED_GRAPH;
            case EXACT -> Index.FLAT;
        };
    }

    private VectorIndex vectorIndex(int searchCandidates) {
        return switch (index()) {
            case FLAT -> new FlatIndex(distance());
            case GRAPH, QUANTIZED_GRAPH ->
                Hnsw.of(hnsw -> hnsw.distance(distance())
                        .maxConnections(GRAPH_NEIGHBOURS)
                        .efConstruction(GRAPH_CANDIDATES)
                        .ef(searchCandidates));
        };
    }

    private Quantization quantization() {
        return switch (index()) {
            case FLAT, GRAPH -> Quantization.uncompressed();
            // A hybrid search takes at least 100 from the graph. That is more than Weaviate's limit for comparing
            // again,
            // which then does not count: all that the graph gave are compared again as they are.
            case QUANTIZED_GRAPH -> Quantization.rq(rotated -> rotated.bits(QUANTIZED_BITS));
        };
    }

    private io.weaviate.client6.v1.api.collections.vectorindex.Distance distance() {
        return switch (settings.distance()) {
            case COSINE -> io.weaviate.client6.v1.api.collections.vectorindex.Distance.COSINE;
            case DOT -> io.weaviate.client6.v1.api.collections.vectorindex.Distance.DOT;
            case EUCLIDEAN -> io.weaviate.client6.v1.api.collections.vectorindex.Distance.L2_SQUARED;
        };
    }
}
