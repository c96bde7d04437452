package dev.quern.retrieval.weaviate;

import static dev.quern.retrieval.weaviate.SchemaProperties.comparable;
import static dev.quern.retrieval.weaviate.SchemaProperties.filtered;
import static dev.quern.retrieval.weaviate.SchemaProperties.list;
import static dev.quern.retrieval.weaviate.SchemaProperties.number;
import static dev.quern.retrieval.weaviate.SchemaProperties.stored;

import io.weaviate.client6.v1.api.WeaviateApiException;
import io.weaviate.client6.v1.api.WeaviateClient;
import io.weaviate.client6.v1.api.collections.CollectionConfig;
import io.weaviate.client6.v1.api.collections.Property;
import io.weaviate.client6.v1.api.collections.VectorConfig;
import io.weaviate.client6.v1.api.collections.vectorindex.Hnsw;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The classes that Quern keeps in Weaviate. */
final class Schema {
    /** One object for each collection: its settings and its version. */
    static final String COLLECTIONS = "QuernCollections";
    /** One object for each generation of a document, and one for each part of its text. A tenant is a collection. */
    static final String DOCUMENTS = "QuernDocuments";
    /** What has been begun and not finished, over all tenants. */
    static final String WORK = "QuernWork";

    /** What the gateway wants to be remembered, of all tenants: API keys, conversations and their turns. */
    static final String REGISTRY = "QuernRegistry";

    private Schema() {}

    /** Makes what is missing: classes, and properties of classes that an older Quern made. */
    static void install(WeaviateClient client) throws IOException {
        List<CollectionConfig> own = List.of(collections(), documents(), work(), registry());
        for (CollectionConfig found : client.collections.list()) {
            for (CollectionConfig wanted : own) {
                if (found.collectionName().equals(wanted.collectionName())) {
                    addMissing(client, found, wanted.properties());
                }
            }
            if (ChunkClass.isName(found.collectionName())) {
                addMissing(client, found, List.of(ChunkClass.properties()));
            }
        }
        for (CollectionConfig wanted : own) {
            create(client, wanted);
        }
    }

    static void create(WeaviateClient client, CollectionConfig wanted) throws IOException {
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

    /** Weaviate would guess a property that it does not know, and index it by its words. */
    private static void addMissing(WeaviateClient client, CollectionConfig found, List<Property> wanted)
            throws IOException {
        Set<String> names =
                found.properties().stream().map(Property::propertyName).collect(Collectors.toSet());
        for (Property property : wanted) {
            if (!names.contains(property.propertyName())) {
                client.collections.use(found.collectionName()).config.addProperty(property);
            }
        }
    }

    private static CollectionConfig collections() {
        return withoutVectors(
                COLLECTIONS,
                false,
                stored("tenant"),
                stored("name"),
                filtered("owner"),
                filtered("incarnation"),
                filtered("deleted"),
                stored("embeddingModel"),
                number("dimensions"),
                stored("distance"),
                stored("profile"),
                list("fields"),
                stored("chunking"),
                stored("replacing"),
                stored("replaces"),
                stored("version"),
                stored("createdAt"));
    }

    private static CollectionConfig documents() {
        return withoutVectors(
                DOCUMENTS,
                true,
                Stream.concat(
                                Stream.of(
                                        filtered("document"),
                                        filtered("upload"),
                                        filtered("state"),
                                        filtered("accepted"),
                                        stored("generation"),
                                        stored("edition"),
                                        stored("step"),
                                        stored("title"),
                                        stored("source"),
                                        stored("mediaType"),
                                        list("tags"),
                                        stored("language"),
                                        list("metadata"),
                                        stored("reason"),
                                        stored("contentHash"),
                                        number("chunksDone"),
                                        number("chunksTotal"),
                                        number("characters"),
                                        number("textParts"),
                                        stored("createdAt"),
                                        stored("updatedAt"),
                                        stored("text")),
                                Stream.of(FilterProperties.schema()))
                        .toArray(Property[]::new));
    }

    private static CollectionConfig work() {
        return withoutVectors(
                WORK,
                false,
                stored("tenant"),
                stored("collection"),
                stored("successor"),
                stored("document"),
                stored("kind"),
                stored("generation"),
                stored("since"));
    }

    private static CollectionConfig registry() {
        return withoutVectors(
                REGISTRY,
                false,
                stored("name"),
                stored("list"),
                filtered("owner"),
                filtered("place"),
                comparable("end"),
                list("properties"));
    }

    private static CollectionConfig withoutVectors(String name, boolean tenants, Property... properties) {
        Hnsw none = Hnsw.of(hnsw -> hnsw.skipVectorization(true));
        return CollectionConfig.of(
                name,
                plain -> plain.multiTenancy(many -> many.enabled(tenants).autoTenantActivation(tenants))
                        .vectorConfig(VectorConfig.selfProvided(vectors -> vectors.vectorIndex(none)))
                        .properties(properties));
    }
}
