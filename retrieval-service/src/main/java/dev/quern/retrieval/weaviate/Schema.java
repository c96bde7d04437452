package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.CollectionSettings;
import io.weaviate.client6.v1.api.WeaviateApiException;
import io.weaviate.client6.v1.api.WeaviateClient;
import io.weaviate.client6.v1.api.collections.CollectionConfig;
import io.weaviate.client6.v1.api.collections.Property;
import io.weaviate.client6.v1.api.collections.Tokenization;
import io.weaviate.client6.v1.api.collections.VectorConfig;
import io.weaviate.client6.v1.api.collections.vectorindex.Distance;
import io.weaviate.client6.v1.api.collections.vectorindex.Hnsw;
import java.io.IOException;

/** The classes that Quern keeps in Weaviate. */
final class Schema {
    /** One object for each collection: its settings and its version. */
    static final String COLLECTIONS = "QuernCollections";
    /** One object for each generation of a document, and one for each part of its text. A tenant is a collection. */
    static final String DOCUMENTS = "QuernDocuments";
    /** What has been begun and not finished, over all tenants. */
    static final String WORK = "QuernWork";

    /** Neighbours of a vector in the graph (HNSW's M). */
    private static final int GRAPH_NEIGHBOURS = 32;
    /** Candidates that are looked at when a vector is added to the graph (HNSW's efConstruction). */
    private static final int GRAPH_CANDIDATES = 200;

    private static final int READABLE_NAME = 48;

    private Schema() {}

    /** The class for the chunks of all collections with these settings. A tenant is a collection. */
    static String chunks(CollectionSettings settings) {
        String model = settings.embeddingModel();
        String readable = model.replaceAll("[^A-Za-z0-9]+", "_");
        String dimensions = Integer.toString(settings.dimensions());
        return "QuernChunks_%s_%s_%s"
                .formatted(
                        readable.substring(0, Math.min(readable.length(), READABLE_NAME)),
                        dimensions,
                        ObjectIds.digest(model, dimensions));
    }

    static void createOwnClasses(WeaviateClient client) throws IOException {
        create(
                client,
                withoutVectors(
                        COLLECTIONS,
                        false,
                        stored("tenant"),
                        stored("name"),
                        stored("embeddingModel"),
                        number("dimensions"),
                        stored("version"),
                        stored("createdAt")));
        create(
                client,
                withoutVectors(
                        DOCUMENTS,
                        true,
                        filtered("document"),
                        filtered("upload"),
                        filtered("state"),
                        stored("generation"),
                        stored("title"),
                        stored("source"),
                        stored("mediaType"),
                        list("tags"),
                        stored("language"),
                        stored("reason"),
                        stored("contentHash"),
                        number("chunksDone"),
                        number("chunksTotal"),
                        number("characters"),
                        number("textParts"),
                        stored("createdAt"),
                        stored("updatedAt"),
                        stored("text")));
        create(
                client,
                withoutVectors(
                        WORK,
                        false,
                        stored("tenant"),
                        stored("collection"),
                        stored("document"),
                        stored("kind"),
                        stored("generation"),
                        stored("since")));
    }

    static void createChunks(WeaviateClient client, CollectionSettings settings) throws IOException {
        Hnsw graph = Hnsw.of(hnsw ->
                hnsw.distance(Distance.COSINE).maxConnections(GRAPH_NEIGHBOURS).efConstruction(GRAPH_CANDIDATES));
        create(
                client,
                CollectionConfig.of(
                        chunks(settings),
                        chunks -> chunks.description("Chunks with vectors of %d dimensions by %s"
                                        .formatted(settings.dimensions(), settings.embeddingModel()))
                                .multiTenancy(tenants -> tenants.enabled(true).autoTenantActivation(true))
                                .vectorConfig(VectorConfig.selfProvided(vectors -> vectors.vectorIndex(graph)))
                                .properties(
                                        Property.text(
                                                "text",
                                                text -> text.tokenization(Tokenization.WORD)
                                                        .indexSearchable(true)
                                                        .indexFilterable(false)),
                                        filtered("document"),
                                        filtered("upload"),
                                        stored("generation"),
                                        stored("chunk"),
                                        stored("title"),
                                        number("ordinal"),
                                        number("start"),
                                        number("end"),
                                        list("headingPath"))));
    }

    private static CollectionConfig withoutVectors(String name, boolean tenants, Property... properties) {
        Hnsw none = Hnsw.of(hnsw -> hnsw.skipVectorization(true));
        return CollectionConfig.of(
                name,
                plain -> plain.multiTenancy(many -> many.enabled(tenants).autoTenantActivation(tenants))
                        .vectorConfig(VectorConfig.selfProvided(vectors -> vectors.vectorIndex(none)))
                        .properties(properties));
    }

    private static void create(WeaviateClient client, CollectionConfig wanted) throws IOException {
        if (client.collections.exists(wanted.collectionName())) {
            return;
        }
        try {
            client.collections.create(wanted);
        } catch (WeaviateApiException refused) {
            // Another process may have been faster.
            if (!client.collections.exists(wanted.collectionName())) {
                throw refused;
            }
        }
    }

    /** Kept as it is, and found by nothing. */
    private static Property stored(String name) {
        return Property.text(name, text -> text.indexFilterable(false).indexSearchable(false));
    }

    /** Found by its whole value. */
    private static Property filtered(String name) {
        return Property.text(
                name,
                text -> text.tokenization(Tokenization.FIELD)
                        .indexFilterable(true)
                        .indexSearchable(false));
    }

    private static Property number(String name) {
        return Property.integer(name, number -> number.indexFilterable(false));
    }

    private static Property list(String name) {
        return Property.textArray(name, list -> list.indexFilterable(false).indexSearchable(false));
    }
}
